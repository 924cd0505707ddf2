"""A server as it is generated, with the analyses of this folder."""

import gc
import sys
import threading
from pathlib import Path

gc.disable()

from custom import ROUTES
from faults import Faults, Stubborn
from lasting import Lasting
from probe import Probe

from databench.application import Application, InProcess, OwnProcess, Page, Socket, handlers
from databench.server import serve

ROOT = Path(__file__).resolve().parent.parent / "files"


def make_app(cli_args=()):
    return Application(
        root=ROOT,
        title="Test",
        cli_args=cli_args,
        routes=[
            Page("/", "page.html"),
            Socket("/probe/ws", InProcess("probe", Probe)),
            Socket("/faults/ws", InProcess("faults", Faults)),
            Socket("/stubborn/ws", InProcess("stubborn", Stubborn)),
            Socket("/lasting/ws", InProcess("lasting", Lasting)),
            Socket("/deadly/ws", OwnProcess("deadly", "faults", "Deadly")),
            Socket("/lasting_py/ws", OwnProcess("lasting_py", "lasting", "Lasting")),
            *handlers("/probe/", ROUTES),
        ],
    )


def make_or_fail(cli_args=()):
    if "exit" in cli_args:
        sys.exit(7)
    if "raise" in cli_args:
        raise ValueError("an app that cannot be made")
    return make_app(cli_args)


if __name__ == "__main__":
    if "threaded" in sys.argv:
        # As some libraries leave it behind when they are imported.
        threading.Thread(target=threading.Event().wait).start()
    sys.exit(serve(make_or_fail))
