"""The time that the files of an app share: what is usual is free, and the rest runs out."""

import os
import signal
import time

import pytest

from dbgen.copies import apart, can_fork
from dbgen.pages.budget import Budget, Pool, SpentError

forks = pytest.mark.skipif(not can_fork(), reason="there is no fork here")


def work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_there_is_as_much_as_is_left() -> None:
    with Budget(100.0).share(0.1, 0.5) as seconds:
        assert seconds >= 0.5
    with Budget(0.2).share(0.1, 5.0) as seconds:
        assert 0.3 <= seconds < 5.0


def test_what_is_usual_takes_nothing() -> None:
    budget = Budget(0.001)
    for _ in range(10):
        with budget.share(10.0, 20.0):
            work(0.001)

    assert not budget.is_spent


def test_what_takes_longer_uses_it_up() -> None:
    budget = Budget(0.001)
    with pytest.raises(ZeroDivisionError), budget.share(0.0, 1.0):
        work(0.1)
        raise ZeroDivisionError

    assert budget.is_spent
    with budget.share(0.1, 1.0) as seconds:
        assert seconds > 0
    with pytest.raises(SpentError), budget.share(0.1, 1.0, is_large=True):
        pytest.fail("this is not begun")


@forks
def test_what_other_processes_do_counts() -> None:
    pool = Pool(3.0)
    apart(lambda: pool.take(2.0))
    pool.take(-1.0)
    assert pool.left == 1.0

    budget = Budget(0.001)
    with budget.share(0.0, 1.0):
        apart(lambda: work(0.1))
    assert budget.is_spent


@forks
def test_what_a_copy_of_the_process_returns_and_raises() -> None:
    assert apart(lambda: "x" * 100_000) == "x" * 100_000
    with pytest.raises(ChildProcessError):
        apart(lambda: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(KeyError, match="NO_SUCH"):
        apart(lambda: os.environ["NO_SUCH_NAME"])
