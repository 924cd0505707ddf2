"""The requirements of a build: those of the runtime and those of the analyses."""

import tomllib
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from dbgen.examining import Examined
from dbgen.pinning import PINS

Examine = Callable[[Mapping[str, str | bytes]], Examined]

ROOT = Path(__file__).parents[2]
FILE = "analyses/requirements.txt"
OWN = "analyses/hello/requirements.txt"
PINNED = ["orjson==3.13.0", "tornado==6.6.1"]


def lines(outcome: Examined) -> list[str]:
    assert outcome.build is not None
    return [line for line in outcome.build.plan.requirements if line not in PINNED]


def found(outcome: Examined) -> list[tuple[str, int, str, str]]:
    return [(p.file, p.line, p.code, p.severity) for p in outcome.problems]


@pytest.mark.parametrize("name", PINS)
def test_what_is_pinned_is_what_is_tested(name: str) -> None:
    assert version(name) == PINS[name], "test with the pins, or pin what was tested"
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert f"{name}=={PINS[name]}" in groups["dev"]


def test_lines_are_merged(examined: Examine, hello: dict[str, str]) -> None:
    outcome = examined(
        hello
        | {
            FILE: "numpy>=2  # arrays\n\n# only a comment\ndatabench\n",
            OWN: "\ufeffnumpy>=2\nAltair\ndbgen==0.8\ndatabench_py\n",
        }
    )

    assert outcome.build is not None
    assert outcome.build.plan.requirements == ("Altair", "numpy>=2", *PINNED)
    assert outcome.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--pre\n-i https://packages.example/simple\nnumpy", 3),
        ("numpy \\\n  >=2, \\\n  <4", ["numpy >=2, <4"]),
        ("numpy \\\n# a comment ends it\n>=2", None),
        ("numpy[extra]>=2; python_version < '3.13'", 1),
        ("mylib @ https://packages.example/mylib-1.0.tar.gz#sha256=0123", 1),
        ("git+https://git.example/mylib@main#egg=mylib", 1),
        ("https://packages.example/mylib-1.0-py3-none-any.whl", 1),
        ("-r https://packages.example/more.txt", 1),
        ("-f https://packages.example/wheels\n--extra-index-url=${INDEX}", 2),
        ('numpy --config-settings="a=b"', 1),
        ("tornado>=6.2\ntornado\nTornado==6.6.*\norjson~=3.10", []),
        ("tornado<6; python_version < '3'", 1),
    ],
)
def test_what_pip_understands_is_kept(
    examined: Examine, hello: dict[str, str], text: str, expected: list[str] | int | None
) -> None:
    outcome = examined(hello | {FILE: text})
    if expected is None:
        assert found(outcome) == [("requirements.txt", 3, "DB215", "error")]
        return
    assert outcome.problems == ()
    kept = lines(outcome)
    assert kept == (text.splitlines() if isinstance(expected, int) else expected)
    assert not isinstance(expected, int) or len(kept) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-e .",
        "--editable=git+https://git.example/mylib#egg=mylib",
        "-c constraints.txt",
        "-r missing.txt",
        "-r ../../outside.txt",
        "--find-links ./wheels",
        "--frobnicate",
        "./local",
        "../mylib-1.0-py3-none-any.whl",
        "/opt/mylib-1.0.tar.gz",
        "file:///opt/mylib-1.0.tar.gz",
        "mylib @ file:///opt/mylib-1.0.tar.gz",
        "numpy >=",
        "numpy; os_name ~= 'posix'",
        "numpy; 'a' in extras",
    ],
)
def test_what_means_nothing_elsewhere_is_refused(
    examined: Examine, hello: dict[str, str], text: str
) -> None:
    outcome = examined(hello | {FILE: f"numpy\n{text}\n", "../outside.txt": "pandas"})

    assert lines(outcome) == ["numpy"]
    assert found(outcome) == [("requirements.txt", 2, "DB215", "error")]


def test_hashes_are_left_out(examined: Examine, hello: dict[str, str]) -> None:
    hashed = "numpy==2.3.0 \\\n    --hash=sha256:01 \\\n    --hash=sha256:23\n--require-hashes\n"
    outcome = examined(hello | {FILE: hashed})

    assert lines(outcome) == ["numpy==2.3.0"]
    assert found(outcome) == [("requirements.txt", line, "DB215", "warning") for line in (1, 4)]


def test_other_files_are_followed(examined: Examine, hello: dict[str, str]) -> None:
    files = {OWN: "-r ../../more.txt\n", "more.txt": "numpy\n-r more.txt\n-e .\n"}
    outcome = examined(hello | files)

    assert lines(outcome) == ["numpy"]
    assert found(outcome) == [("../more.txt", 3, "DB215", "error")]
    assert outcome.build is not None
    assert {"more.txt", "requirements.txt"} <= {path.name for path in outcome.build.plan.sources}


def test_archives_of_the_app_come_along(examined: Examine, hello: dict[str, str]) -> None:
    wheel = "wheels/mylib-1.0-py3-none-any.whl"
    outcome = examined(hello | {FILE: f"./{wheel}\n", f"analyses/{wheel}": b""})

    assert lines(outcome) == [f"./analyses/{wheel}"]
    assert outcome.problems == ()
    assert outcome.build is not None
    assert f"analyses/{wheel}" in {file.path for file in outcome.build.files}


def test_archives_that_are_served_do_not(examined: Examine, hello: dict[str, str]) -> None:
    wheel = "hello/static/mylib-1.0-py3-none-any.whl"
    outcome = examined(hello | {FILE: f"./{wheel}\n", f"analyses/{wheel}": b""})

    assert found(outcome) == [("requirements.txt", 1, "DB215", "error")]


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("tornado<6", "tornado==6.6.1"),
        ("Tornado==5.1.1; python_version >= '3'", "tornado==6.6.1"),
        ("orjson!=3.13.0", "orjson==3.13.0"),
        ("tornado @ https://packages.example/tornado-6.6.1.tar.gz", "tornado==6.6.1"),
        ("https://packages.example/tornado-6.6.1.tar.gz", "tornado==6.6.1"),
    ],
)
def test_what_excludes_a_pin(
    examined: Examine, hello: dict[str, str], text: str, excluded: str
) -> None:
    outcome = examined(hello | {OWN: f"\n{text}\n"})

    assert found(outcome) == [("hello/requirements.txt", 2, "DB216", "error")]
    assert f"{excluded}, with which" in outcome.problems[0].message


def test_lines_that_exclude_each_other(examined: Examine, hello: dict[str, str]) -> None:
    outcome = examined(hello | {FILE: "numpy==2.3.0\nnumpy>=2\n", OWN: "NumPy==1.26.4\n"})

    assert found(outcome) == [("hello/requirements.txt", 1, "DB216", "error")]
    assert "`numpy==2.3.0` of requirements.txt:1" in outcome.problems[0].message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("numpy" + ">=1," * 300, 1, "1205 characters"),
        ("numpy\n" * 2001, 2001, "2000 lines"),
        ("-r r0.txt\n", 1, "50 files"),
    ],
)
def test_what_is_too_much_is_refused(
    text: str, line: int, words: str, examined: Examine, hello: dict[str, str]
) -> None:
    chain = {f"analyses/hello/r{n}.txt": f"-r r{n + 1}.txt\n" for n in range(400)}
    outcome = examined(hello | chain | {"analyses/hello/requirements.txt": text})
    refused = [problem for problem in outcome.problems if problem.code == "DB215"]

    assert [problem.line for problem in refused] == [line]
    assert words in refused[0].hint
