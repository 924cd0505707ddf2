"""The program `dbgen`, also as `python -m dbgen`."""

import gc

from dbgen.cli import main
from dbgen.streams import forgive_closed_streams


def run() -> None:
    """Run the command that was asked for."""
    # A search for garbage goes through all that is known of an app, and most commands end soon.
    gc.disable()
    forgive_closed_streams()
    try:
        main(prog_name="dbgen")
    finally:
        # Without this, Python searches once more at its end.
        gc.freeze()


if __name__ == "__main__":
    run()
