"""An app folder and a folder of frames, to render pages of the analysis `pi` in."""

from pathlib import Path
from typing import Protocol

from markupsafe import Markup

from dbgen.pages import Lookup, PageSource, Rendered, render_page

BASE = """<!DOCTYPE html>
<html><head><title>{{ title }}</title>{% block head %}{% end %}</head>
<body>{% block content %}{% end %}{% block footer %}{% end %}</body></html>
"""
ANALYSIS = """{% extends "base.html" %}
{% block content %}{% if home_link %}<a href="{{ home_link }}">home</a>{% end %}
<div id="readme">{% raw readme %}</div>
{% block analysis %}{% end %}{% block log %}<pre id="log"></pre>{% end %}{% end %}
"""
VARIABLES: dict[str, object] = {
    "databench_version": "0.8.0",
    "version": "1.0",
    "name": "pi",
    "title": "Pi <3",
    "description": "About pi.",
    "readme": Markup("<p>Read <b>me</b></p>"),
    "show_in_index": True,
    "thumbnail": False,
    "home_link": "/",
    "kernel": None,
}


class Site:
    """The two folders on disk."""

    def __init__(self, root: Path) -> None:
        self.app = root / "app"
        self.packaged = root / "packaged"
        self.write("packaged/base.html", BASE)
        self.write("packaged/analysis.html", ANALYSIS)
        self.write("app/pi/index.html", "")

    def write(self, path: str, text: str) -> Path:
        file = self.app.parent / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def render(self, source: str, **variables: object) -> Rendered:
        path = self.write("app/pi/index.html", source)
        page = PageSource(path, "pi/index.html")
        lookup = Lookup(self.app, self.packaged)
        return render_page(page, {**VARIABLES, **variables}, lookup, seconds=10)


class Html(Protocol):
    """Renders a template that has no problem."""

    def __call__(self, source: str, **variables: object) -> str: ...
