"""Convert texts in bounded time.

Each of the parsers has inputs for which its time grows with the square of the length. Of short
texts, only those take long that docutils reads, which can be interrupted; they are converted here.
Long ones go to a process that is given up.
"""

import json
import subprocess
import sys
from typing import Final

from dbgen.pages import limits
from dbgen.pages.conversion import Converted, Format, convert
from dbgen.pages.worker import TOO_LONG

SHORT: Final = 16 * 1024
"""The length, in characters, up to which a text is converted in this process."""
DEADLINE: Final = 0.5
"""The time for a long text, in seconds of the processor."""
_PATIENCE: Final = 20.0
"""How much longer the clock on the wall may take, and what counts where there is no other."""


class ConversionError(Exception):
    """A text that could not be converted; says why."""


def convert_bounded(text: str, form: Format, deadline: float = DEADLINE) -> Converted:
    """Turn a text into safe HTML; raises ConversionError after `deadline` seconds of work."""
    try:
        return (
            _here(text, form, deadline) if len(text) <= SHORT else _elsewhere(text, form, deadline)
        )
    except RecursionError:
        raise ConversionError("is nested too deeply") from None
    except (limits.DeadlineError, subprocess.TimeoutExpired):
        raise ConversionError("takes too long to render") from None
    except subprocess.CalledProcessError as error:
        too_long = error.returncode == TOO_LONG
        reason = "takes too long" if too_long else "is too large or nested too deeply"
        raise ConversionError(f"{reason} to render") from None
    except Exception:  # noqa: BLE001 - docutils fails on some texts, in its own ways
        raise ConversionError("holds something that docutils fails on") from None


def _here(text: str, form: Format, seconds: float) -> Converted:
    with limits.deadline(seconds):
        return convert(text, form)


def _elsewhere(text: str, form: Format, deadline: float) -> Converted:
    # -P keeps the folder in which dbgen was started out of the worker's imports.
    done = subprocess.run(
        [sys.executable, "-P", "-m", "dbgen.pages.worker"],
        input=json.dumps({"text": text, "form": form, "seconds": deadline}),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=deadline * _PATIENCE,
    )
    answer = json.loads(done.stdout)
    reports = [(line, message) for line, message in answer["reports"]]
    return Converted(answer["html"], reports)
