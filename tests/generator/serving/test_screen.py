"""What the terminal shows while somebody develops."""

from pathlib import Path

import pytest

from dbgen.serving.screen import Screen
from dbgen_schema import Problem


def test_what_repeats_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(Path())
    for took in ("30 ms", "31 ms"):
        screen.changed("a.css")
        screen.say("updated: /a.css", took)
    screen.changed("b.css")
    screen.say("updated: /a.css", "32 ms")

    assert capsys.readouterr().out.splitlines() == [
        "changed: a.css",
        "updated: /a.css (30 ms)",
        "updated: /a.css (x2, 31 ms)",
        "changed: b.css",
        "updated: /a.css (32 ms)",
    ]


def test_problems_are_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(Path())
    problem = Problem("a.py", 1, 1, "DB205", "wrong")
    for problems in ([problem], [problem], [problem], []):
        screen.show(problems)

    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        "a.py:1:1: error DB205: wrong",
        "1 error",
        "still 1 error",
        "still 1 error (x2)",
    ]
    assert shown.out == "mended: no problems\n"
