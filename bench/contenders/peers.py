"""The peers: tools that a user might pick instead, each in its idiomatic way."""

from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench.contenders import editing
from bench.contenders.contender import ROOT, Contender, Protocol


def _app(name: str) -> Path:
    return ROOT / "peers" / name


STREAMLIT: Final = Contender(
    name="streamlit",
    title="Streamlit",
    source=_app("streamlit"),
    command=(*editing.STREAMLIT, "--server.fileWatcherType=none"),
    package="streamlit",
    editing=editing.STREAMLIT_RUN,
)
DASH: Final = Contender(
    name="dash",
    title="Dash",
    source=_app("dash"),
    command=("{python}", "app.py", "{port}"),
    package="dash",
    unable=MappingProxyType(
        {"streaming": "a callback answers once; for more it needs another server or a queue"}
    ),
)
PANEL: Final = Contender(
    name="panel",
    title="Panel",
    source=_app("panel"),
    command=("{bin}/panel", "serve", "app.py", "--port", "{port}", "--address", "127.0.0.1"),
    package="panel",
    page="/app",
)
GRADIO: Final = Contender(
    name="gradio",
    title="Gradio",
    source=_app("gradio"),
    command=("{python}", "app.py", "{port}"),
    package="gradio",
    environment=MappingProxyType({"GRADIO_ANALYTICS_ENABLED": "False"}),
)
SHINY: Final = Contender(
    name="shiny",
    title="Shiny",
    source=_app("shiny"),
    command=("{bin}/shiny", "run", "app.py", "--host", "127.0.0.1", "--port", "{port}"),
    package="shiny",
    slider=".irs-line",
    even_steps=False,
)
NICEGUI: Final = Contender(
    name="nicegui",
    title="NiceGUI",
    source=_app("nicegui"),
    command=("{python}", "app.py", "{port}"),
    package="nicegui",
    slider='.q-slider [tabindex="0"]',
)
DATABENCH: Final = Contender(
    name="databench",
    title="Databench 0.7",
    source=_app("databench"),
    command=("{bin}/databench", "--no-watch", "--port", "{port}", "--log", "warning"),
    package="databench",
    work="analyses/work.py",
    page="/benchmark/",
    protocol=Protocol("/benchmark/ws", b'{"__connect":null,"__request_args":""}'),
)

MKDOCS: Final = Contender(
    name="mkdocs",
    title="MkDocs",
    source=editing.MKDOCS_SERVE.source,
    command=(),
    package="mkdocs",
    works=False,
    editing=editing.MKDOCS_SERVE,
)

PEERS: Final = (STREAMLIT, DASH, PANEL, GRADIO, SHINY, NICEGUI, DATABENCH, MKDOCS)
