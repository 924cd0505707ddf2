"""The work of the benchmark in Streamlit."""

import streamlit as st
from work import HIGHEST, LOWEST, START, doubled, updates

st.title("Double and throw")
number = st.slider("Number", LOWEST, HIGHEST, START)
st.text(f"doubled: {doubled(number)}")
if st.button("Run"):
    run = st.session_state["run"] = st.session_state.get("run", 0) + 1
    progress = st.empty()
    for text in updates():
        progress.text(text)
    progress.text(f"run {run} is done")
