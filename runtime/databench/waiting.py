"""What answers while an app cannot be built or started: pages that say why, and wait.

`python -P -m databench.waiting FOLDER server options`, with the folder of develop.js and its
companions. The options are those of any server.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from databench.answers import Hardened
from databench.application import Application, Asset, Route
from databench.develop import Develop
from databench.develop.hub import hub_of
from databench.routes import Build, Rule
from databench.server import serve

_PAGE: Final = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<script src="/_static/develop.js" data-digest="waiting"></script>
<title>Waiting for the app</title>
<style>
:root { color-scheme: light dark; }
body { display: grid; place-content: center; min-height: 90vh; text-align: center;
  font: 1rem/1.6 system-ui, sans-serif; }
</style>
</head>
<body>
<h1>The app cannot be served yet</h1>
<p>This page turns into the one that was asked for as soon as the problems are mended.</p>
</body>
</html>
"""
_UNAVAILABLE: Final = 503


class WaitingPage(Hardened):
    """Answers everything that is asked for with the page that waits."""

    def get(self) -> None:
        """Answer with the page."""
        self.set_status(_UNAVAILABLE)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Retry-After", "1")
        self.finish(_PAGE)

    head = get


@dataclass(frozen=True, slots=True)
class Everything:
    """The route of all that no other route answers."""

    def rule(self, build: Build) -> Rule:
        """Return how Tornado is told."""
        del build
        return ".*", WaitingPage, {}


def make_app(folder: Path, cli_args: Sequence[str] = ()) -> Application:
    """Return the app that waits.

    Args:
        folder: holds develop.js and its companions.
        cli_args: command line arguments for analyses, of which there are none here.
    """
    scripts: list[Route] = [
        Asset(f"/_static/{file.name}", file.name) for file in sorted(folder.glob("develop*.js"))
    ]
    app = Application(
        root=folder,
        title="Nothing yet",
        routes=[Develop("/_develop"), *scripts, Everything()],
        cli_args=cli_args,
        develop=True,
    )
    # Whatever page is open somewhere: nothing better can be shown than what it has.
    hub_of(app).follows_digests = False
    return app


def main(argv: Sequence[str]) -> int:
    """Serve pages that wait, until a supervisor ends it; return the exit code."""
    folder = Path(argv[0])
    return serve(lambda cli_args: make_app(folder, cli_args), argv[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
