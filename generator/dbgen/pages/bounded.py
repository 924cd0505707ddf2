"""Convert texts in bounded time.

Each of the parsers has inputs for which its time grows with the square of the length. Short texts
do not take long, but for those that docutils reads, which can be interrupted. Long ones go to a
process that is given up, and so does what docutils reads where a process is started quickly: its
trees hold on to themselves, and stay until somebody looks for garbage.
"""

import json
import subprocess
import sys
from typing import Final

from dbgen.copies import apart, can_fork
from dbgen.pages import limits
from dbgen.pages.conversion import Converted, Format, convert, prepare
from dbgen.pages.worker import MEMORY, TOO_LONG

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
        return _converted(text, form, deadline)
    except RecursionError:
        raise ConversionError("is nested too deeply") from None
    except MemoryError:
        raise ConversionError("is too large to render") from None
    except (limits.DeadlineError, ChildProcessError, subprocess.TimeoutExpired):
        raise ConversionError("takes too long to render") from None
    except subprocess.CalledProcessError as error:
        too_long = error.returncode == TOO_LONG
        reason = "takes too long" if too_long else "is too large or nested too deeply"
        raise ConversionError(f"{reason} to render") from None
    except Exception:  # noqa: BLE001 - docutils fails on some texts, in its own ways
        raise ConversionError("holds something that docutils fails on") from None


def _converted(text: str, form: Format, seconds: float) -> Converted:
    forks = can_fork()
    if len(text) <= SHORT and not (forks and form == "rst"):
        return _here(text, form, seconds)
    return _in_copy(text, form, seconds) if forks else _elsewhere(text, form, seconds)


def _here(text: str, form: Format, seconds: float) -> Converted:
    with limits.Deadline(seconds):
        return convert(text, form)


def _in_copy(text: str, form: Format, seconds: float) -> Converted:
    def work() -> Converted:
        limits.end_after(seconds)
        with limits.limited_memory(MEMORY):
            return convert(text, form)

    prepare(form)
    return apart(work)


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
