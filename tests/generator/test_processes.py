"""Work that is spread over processes gives what one process would."""

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dbgen.processes import FEWEST, collecting_later, spread

SCRIPT = """
import atexit
import os
from dbgen.processes import FEWEST, spread

own = os.getpid()

class BadError(Exception):
    def __init__(self, one, two):
        super().__init__("bad")

def bad():
    raise BadError(1, 2)

def count_zombies():
    try:
        os.waitpid(-1, os.WNOHANG)
        print("zombies: 1")
    except ChildProcessError:
        print("zombies: 0")

atexit.register(count_zombies)

def work(part):
    return [({expression}) for item in part]

found = spread(work, range(4 * FEWEST))
assert [item for item, _ in found] == list(range(4 * FEWEST)), found
print(len({{process for _, process in found}}), flush=True)
"""
WHERE = "(item, os.getpid())"
ENDS = "(item, os.getpid()) if os.getpid() == own else os._exit(3)"
FAILS = "(item, os.getpid()) if os.getpid() == own else 1 / 0"
FAILS_BADLY = "(item, os.getpid()) if os.getpid() == own else bad()"
FAILS_LATE = "(item, 0) if item < 100 else int(f'item {item}')"
FAILS_HERE = "(item, os.getpid()) if os.getpid() != own else 1 / 0"
SPREADS = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def processes(expression: str) -> int:
    """Run the script in a process without other threads; return how many did the work."""
    done = run(expression)
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[0])


def run(expression: str) -> subprocess.CompletedProcess[str]:
    script = SCRIPT.format(expression=expression)
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, text=True, cwd=Path.cwd()
    )


@pytest.mark.skipif(not SPREADS, reason="there is no other process here")
def test_several_processes_keep_the_order() -> None:
    expected = min(len(os.sched_getaffinity(0)), 4)
    assert processes(WHERE) == expected


@pytest.mark.skipif(not SPREADS, reason="there is no other process here")
@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (ENDS, "ChildProcessError"),
        (FAILS, "ZeroDivisionError: division by zero\nin another process:\nTraceback"),
        (FAILS_BADLY, "RuntimeError: in another process:\nTraceback"),
        (FAILS_HERE, "ZeroDivisionError: division by zero\n"),
        (FAILS_LATE, "ValueError: invalid literal for int() with base 10: 'item 100'\n"),
    ],
)
def test_what_fails_in_one_process_fails_here(expression: str, words: str) -> None:
    done = run(expression)
    assert done.returncode == 1
    assert words in done.stderr
    assert "zombies: 0" in done.stdout


def test_few_items_stay_here() -> None:
    calls: list[int] = []

    def work(part: Sequence[int]) -> list[int]:
        calls.append(len(part))
        return [item * item for item in part]

    assert spread(work, range(FEWEST)) == [item * item for item in range(FEWEST)]
    assert sum(calls) == FEWEST


def test_what_fails_in_every_process_fails_here() -> None:
    with pytest.raises(ZeroDivisionError):
        spread(lambda part: [1 // item for item in part], range(FEWEST * 2))


def test_garbage_is_looked_for_afterwards() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError), collecting_later():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()
