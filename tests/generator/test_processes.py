"""Work that is spread over processes gives what one process would."""

import gc
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dbgen.processes import FEWEST, collecting_later, spread

SCRIPT = """
import os
from dbgen.processes import FEWEST, spread

own = os.getpid()

def work(part):
    return [({expression}) for item in part]

found = spread(work, range(4 * FEWEST))
assert [item for item, _ in found] == list(range(4 * FEWEST)), found
print(len({{process for _, process in found}}), flush=True)
"""
WHERE = "(item, os.getpid())"
ENDS = "(item, os.getpid()) if os.getpid() == own else os._exit(3)"
FAILS = "(item, os.getpid()) if os.getpid() == own else 1 / 0"


def processes(expression: str) -> int:
    """Run the script in a process without other threads; return how many did the work."""
    script = SCRIPT.format(expression=expression)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, cwd=Path.cwd()
    )
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="forks are only used on Linux")
def test_several_processes_keep_the_order() -> None:
    import os  # noqa: PLC0415 - what it asks for is only there on Linux

    expected = min(len(os.sched_getaffinity(0)), 4)
    assert processes(WHERE) == expected


@pytest.mark.parametrize("expression", [ENDS, FAILS])
def test_a_process_that_fails_leaves_its_part_to_the_first(expression: str) -> None:
    assert processes(expression) == 1


def test_few_items_stay_here() -> None:
    calls: list[int] = []

    def work(part: Sequence[int]) -> list[int]:
        calls.append(len(part))
        return [item * item for item in part]

    assert spread(work, range(FEWEST)) == [item * item for item in range(FEWEST)]
    assert calls == [FEWEST]


def test_what_fails_in_every_process_fails_here() -> None:
    with pytest.raises(ZeroDivisionError):
        spread(lambda part: [1 // item for item in part], range(FEWEST * 2))


def test_garbage_is_looked_for_afterwards() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError), collecting_later():
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()
