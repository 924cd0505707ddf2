"""Where an edit is made and seen, of the contenders that serve while somebody edits."""

import sys
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bench.contenders.contender import ROOT, Editing


def _app(name: str) -> Path:
    return ROOT / "edited" / name


DBGEN_SERVE: Final = Editing(
    source=_app("dbgen"),
    command=(sys.executable, "-m", "dbgen", "serve", "--port", "{port}"),
    page="/edited/",
    files=MappingProxyType(
        {
            "style": "analyses/edited/analysis.css",
            "page": "analyses/edited/index.html",
            "python": "analyses/edited/analysis.py",
        }
    ),
)
STREAMLIT: Final = (
    *("{bin}/streamlit", "run", "app.py", "--server.port={port}", "--server.address=127.0.0.1"),
    *("--server.headless=true", "--browser.gatherUsageStats=false"),
)
STREAMLIT_RUN: Final = Editing(
    source=_app("streamlit"),
    command=(*STREAMLIT, "--server.runOnSave=true"),
    page="/",
    files=MappingProxyType({"page": "app.py", "python": "app.py"}),
)
MKDOCS_SERVE: Final = Editing(
    source=_app("mkdocs"),
    command=("{bin}/mkdocs", "serve", "--livereload", "--dev-addr", "127.0.0.1:{port}"),
    page="/",
    files=MappingProxyType({"style": "docs/extra.css", "page": "docs/index.md"}),
)
