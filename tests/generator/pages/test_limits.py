"""Pages that count, repeat or collect too much are given up, and say so."""

import signal
import sys
import threading

import pytest

from dbgen.pages.limits import Deadline, DeadlineError, limited_memory


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such clock")
def test_a_deadline_ends_work_that_catches_exceptions() -> None:
    with pytest.raises(DeadlineError), Deadline(0.01):
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001 - that is what compilers do
                continue

    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)


def test_a_deadline_in_time_changes_nothing() -> None:
    with Deadline(10):
        assert sum(range(10)) == 45


def test_other_threads_have_no_deadline() -> None:
    found: list[int] = []

    def work() -> None:
        with Deadline(0.001):
            found.append(sum(range(1_000_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert len(found) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the size of a process")
def test_memory_is_bounded_and_then_free_again() -> None:
    with limited_memory(10 << 20):
        assert bytearray(1 << 20)
        with pytest.raises(MemoryError):
            bytearray(100 << 20)

    assert bytearray(100 << 20)
