"""What is edited, in Streamlit."""

import streamlit as st


def text() -> str:
    """Return what the page shows."""
    return "This is python 0."


st.title("Edits")
st.markdown("This is page 0.")
st.text(text())
