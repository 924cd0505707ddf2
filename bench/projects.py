"""Write projects of any number of small analyses, like those that people write by hand."""

from pathlib import Path
from string import Template
from typing import Final

_ENTRY: Final = Template("""\
  - name: experiment_$number
    title: "Experiment $number"
    description: Random walks with $number steps, and where they end.
    watch:
      - experiment_$number/*.py
      - experiment_$number/*.html
""")

_PYTHON: Final = Template('''\
"""Experiment $number: random walks, a batch at a time."""

import asyncio
import random

import databench

from analyses.common.statistics import mean

STEPS = $number


class Experiment$number(databench.Analysis):
    """Walk at random, and show how far the walks have come."""

    @databench.on
    def connected(self) -> None:
        """Give the slider its first value."""
        self.data.init(walks=100, distance=0.0)

    @databench.on
    async def walks(self, value: int) -> None:
        """Take a new number of walks from the slider."""
        await self.set_state(walks=max(1, int(value)))

    @databench.on
    async def run(self) -> None:
        """Walk, and show the mean distance after each walk."""
        distances: list[float] = []
        for number in range(self.data["walks"]):
            distances.append(abs(sum(random.choice((-1, 1)) for _ in range(STEPS))))
            await self.set_state(distance=mean(distances))
            await self.emit("walk", {"number": number, "distance": distances[-1]})
            await asyncio.sleep(0)
        await self.emit("log", f"walked {len(distances)} times")
''')

_PAGE: Final = Template("""\
{% extends "analysis.html" %}

{% block head %}
<link rel="stylesheet" href="/_static/databench.css">
<link rel="stylesheet" href="/experiment_$number/analysis.css">
{% end %}

{% block analysis %}
<div class="databench-controls">
  <label for="walks">Walks: </label>
  <input type="range" id="walks" name="walks" min="1" max="500" value="100">
  <button type="button" data-action="run">Run</button>
</div>
<p class="databench-value"><span data-action="distance">0</span> steps from the start</p>
<ol id="distances"></ol>
{% if version %}
<p class="databench-note">This is version {{ version }} of &ldquo;{{ title }}&rdquo;.</p>
{% end %}
{% end %}

{% block footer %}
<script src="/_static/databench.js"></script>
<script src="/experiment_$number/analysis.js"></script>
{% end %}
""")

_SCRIPT: Final = """\
'use strict';

const d = new Databench.Connection();
Databench.ui.wire(d);
const distances = document.getElementById('distances');

d.on('walk', walk => {
  const item = document.createElement('li');
  item.textContent = `${walk.number}: ${walk.distance}`;
  distances.append(item);
});
d.connect();
"""

_STYLE: Final = "#distances { max-height: 20rem; overflow: auto; }\n#walks { width: 100%; }\n"

_README: Final = Template("""\
# Experiment $number

A walk takes **$number steps**, each of them to the left or to the right:

- the slider says how many walks there are;
- the list shows how far each of them has come.

| steps   | distance   |
|---------|------------|
| $number | about the root of it |

See [the article on random walks](https://en.wikipedia.org/wiki/Random_walk).
""")

_ROUTES: Final = '''\
"""What else the experiment answers."""

from tornado.web import RequestHandler


class Status(RequestHandler):
    """Says that the server is there."""

    def get(self) -> None:
        """Answer a GET."""
        self.write("fine")


ROUTES = [("status", Status, {})]
'''

_STATISTICS: Final = '''\
"""What several experiments need."""


def mean(values: list[float]) -> float:
    """Return the arithmetic mean."""
    return sum(values) / len(values)
'''

_COLOURS: Final = ":root { --walk: #1f6feb; }\n"


def write_project(folder: Path, count: int) -> None:
    """Write an app of `count` analyses into a new folder."""
    app = folder / "analyses"
    _write(app / "__init__.py", "")
    _write(app / "common" / "__init__.py", "")
    _write(app / "common" / "statistics.py", _STATISTICS)
    entries = [_ENTRY.substitute(number=number) for number in range(1, count + 1)]
    _write(app / "index.yaml", f"title: {count} experiments\nanalyses:\n{''.join(entries)}")
    for number in range(1, count + 1):
        _write_analysis(app / f"experiment_{number}", number)


def _write_analysis(folder: Path, number: int) -> None:
    for name, template in (("analysis.py", _PYTHON), ("index.html", _PAGE), ("README.md", _README)):
        _write(folder / name, template.substitute(number=number))
    _write(folder / "__init__.py", "")
    _write(folder / "analysis.js", _SCRIPT)
    _write(folder / "analysis.css", _STYLE)
    if number % 5 == 0:
        _write(folder / "static" / "colours.css", _COLOURS)
    if number % 20 == 0:
        _write(folder / "routes.py", _ROUTES)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
