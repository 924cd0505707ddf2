"""A build for developing, as it is generated."""

import sys
from pathlib import Path

from analyses.talker import routes
from analyses.talker.analysis import Talker
from databench.application import (
    Application,
    Asset,
    Folder,
    InProcess,
    OwnProcess,
    Page,
    Socket,
    handlers,
)
from databench.develop import Develop
from databench.server import serve

ROOT = Path(__file__).resolve().parent


def make_app(cli_args=()):
    return Application(
        root=ROOT,
        title="Talking",
        cli_args=cli_args,
        routes=[
            Page("/", "pages/index.html"),
            Develop("/_develop"),
            Page("/talker/", "pages/talker.html"),
            Asset("/talker/analysis.css", "static/analysis.css"),
            *handlers("/talker/", routes.ROUTES),
            Folder(r"/talker/static/(.*)", "static/folder"),
            Socket("/talker/ws", InProcess("talker", Talker)),
            Socket(
                "/talker_py/ws", OwnProcess("talker_py", "analyses.talker.analysis", "Talker")
            ),
        ],
        develop=True,
    )


if __name__ == "__main__":
    sys.exit(serve(make_app))
