"""What a long build shows while it goes on: something on a terminal, nothing elsewhere."""

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dbgen.build_options import BuildOptions
from dbgen.building import build_app
from dbgen.processes import spread
from dbgen.reporting.progress import QUICK, progress
from dbgen.reserving import Place, reserve
from dbgen.telling import Event, Step, Tell, counting

from .conftest import source_of


def shown(act: Callable[[Tell, list[float]], None], *, quiet: bool) -> str:
    """Return what appears on a terminal; the second argument of `act` holds the time."""
    leader, follower = os.openpty()
    now = [0.0]
    with (
        os.fdopen(follower, "w") as terminal,
        progress(terminal, quiet=quiet, clock=lambda: now[0]) as tell,
    ):
        act(tell, now)
    written = b"".join(_until_closed(leader))
    os.close(leader)
    return written.decode()


def _until_closed(leader: int) -> Iterator[bytes]:
    # What was written to a terminal takes a moment to its other end; Linux ends it by an error.
    with contextlib.suppress(OSError):
        while part := os.read(leader, 1 << 16):
            yield part


def long_build(tell: Tell, now: list[float]) -> None:
    now[0] = QUICK
    tell(Step("rendering pages", 30, 100))


def short_build(tell: Tell, now: list[float]) -> None:
    now[0] = QUICK / 2
    tell(Step("rendering pages", 30, 100))


@pytest.mark.skipif(sys.platform == "win32", reason="terminals as POSIX has them")
def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    text = shown(long_build, quiet=False)

    assert "rendering pages" in text
    assert "30/100" in text
    assert shown(long_build, quiet=True) == ""
    assert shown(short_build, quiet=False) == ""


def test_in_a_file() -> None:
    stream = io.StringIO()
    with progress(stream, clock=iter([0.0, QUICK, QUICK]).__next__) as tell:
        tell(Step("rendering pages", 30, 100))

    assert stream.getvalue() == ""


def test_work_is_counted() -> None:
    events: list[Event] = []
    items = list(range(1000))

    assert spread(
        lambda part: [2 * item for item in part], items, counting(events.append, "x")
    ) == [2 * item for item in items]
    done = [event.done for event in events if isinstance(event, Step) and event.total == 1000]
    assert done[0] == 0
    # How many of the other parts this process takes depends on how fast it is.
    assert done == sorted(done)
    assert done[-1] < 1000


def test_the_stages_of_a_build(tmp_path: Path) -> None:
    app = Path(__file__).parents[2] / "analyses"
    events: list[Event] = []
    with reserve(tmp_path / "build", app) as place:
        assert isinstance(place, Place)
        build_app(source_of(app), BuildOptions(), place, events.append)

    stages = [event.stage for event in events if isinstance(event, Step)]
    assert list(dict.fromkeys(stages)) == [*("examining analyses", "compressing", "writing")]
