"""One route of every kind, over the files of `files`."""

import importlib
from pathlib import Path

from databench.application import Asset, Folder, Page, Redirect, Route, handlers
from databench.develop import Develop

from .serving import socket

FILES = Path(__file__).parent / "files"
SOCKETS = ["/probe/ws", "/_develop"]
TARGETS = ["/", "/script.js", "/static/a.txt", "/probe", "/probe/data", "/missing", *SOCKETS]


def routes() -> list[Route]:
    """Return the routes; analyses come with the import path of a test."""
    return [
        Page("/", "page.html"),
        Asset("/script.js", "script.js"),
        Asset("/gone.js", "gone.js"),
        Redirect("/probe", "/probe/"),
        Page("/probe/", "page.html"),
        Folder(r"/probe/static/(.*)", "folder"),
        socket("in_process"),
        *handlers("/probe/", importlib.import_module("custom").ROUTES),
        Develop("/_develop"),
        Folder(r"/static/(.*)", "folder"),
    ]
