"""A pattern that is accepted finds soon that a path does not match, whatever the path."""

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dbgen_schema.backtracking import can_hang

LONGEST_PATH = 2048
PATHS = [
    (part * LONGEST_PATH)[: LONGEST_PATH - 1] + end
    for part in ("a", "/", "a/", "1a", "ab", "aab/")
    for end in ("!", "\n")
]
PARTS = [
    *(".*", ".*?", "a+", "a*?", "[a-z/]*", r"\w+", r"\d*", "(?:/a*)?", "(?:[^/]+/)*", "(?:ab)*"),
    *("a?", "b??", ".{0,40}", "a{2,9}", "(?:a|aa)", "(?:a|b|ab)", "(?:a|)", "(?:ab|a){2}"),
    *("a", "b", "/", "[^/]", r"(?=.*\d)", "(?!a*b)", "(?>a*)", "a++", "(?:(a)|b)", r"(?:\d+|\w+)"),
]


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TimeoutError when what is within takes longer, of the processor's time."""

    def end(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.skipif(sys.platform == "win32", reason="a clock that ends a match is one of POSIX")
@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_what_is_accepted_answers_soon(pattern: str) -> None:
    assume(not can_hang(pattern))
    with limited(20):
        for path in PATHS:
            re.compile(f"{pattern}$").match(path)
