"""The README tells the truth: its files build and run, its tables are those of the code."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from databench.limits import LIMITS
from databench.server import parse
from dbgen.cli import main
from dbgen_schema import AnalysisEntry, AppConfig, load

from .running import DEADLINE, Program, dbgen, running, served_build, visit

README = (Path(__file__).parents[2] / "README.md").read_text()
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE_NAME = re.compile(r"`((?:\w+/)+\w+\.\w+|test_\w+\.py)`")

SHOWN_AS = {
    "None": "null",
    "True": "true",
    "()": "empty",
    "{}": "empty",
    "SecurityConfig(policy={}, headers={}, integrity=True)": "empty",
    "'Databench'": "`Databench`",
}


def files() -> dict[str, str]:
    """Return the code blocks whose paragraph before names the path of a file, by that path."""
    found = {}
    for fence in FENCE.finditer(README):
        paragraph = README[: fence.start()].rstrip().rpartition("\n\n")[2]
        names = FILE_NAME.findall(paragraph)
        if names and fence[1] != "console":
            found[names[0]] = fence[2]
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    for name, text in files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def program(project: Path) -> Iterator[Program]:
    outcome = dbgen("build", "--strict", "--offline", cwd=project)
    assert outcome.returncode == 0, outcome.stderr
    with served_build(project / "build") as program:
        yield program


def test_the_files_are_found() -> None:
    assert sorted(files()) == [
        "alone/clock.py",
        "alone/index.html",
        "analyses/dice/analysis.js",
        "analyses/dice/analysis.py",
        "analyses/dice/index.html",
        "analyses/dice/routes.py",
        "analyses/index.yaml",
        "test_dice.py",
    ]


def test_the_dice_roll(program: Program) -> None:
    async def rolled() -> list[int]:
        seen = []
        async with visit(program, "dice") as visitor:
            await visitor.act("rolls", 200)
            await visitor.act("roll", {"__process_id": 1})
            while (frame := await visitor.frame())["signal"] != "log":
                if frame["signal"] == "data" and "done" in frame["load"]:
                    seen.append(frame["load"]["done"])
        return seen

    assert "Two dice" in program.get("/")
    assert 'data-action="roll"' in program.get("/dice/")
    assert asyncio.run(rolled()) == [0, *range(20, 201, 20)]


def test_the_route_answers(program: Program) -> None:
    assert program.get("/dice/sums").startswith('{"sums": [2, 3')


def test_the_test_passes(project: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_dice.py"]
    outcome = subprocess.run(
        command, cwd=project, capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert outcome.returncode == 0, outcome.stdout


def test_the_script_serves_itself(project: Path) -> None:
    async def time(program: Program) -> object:
        async with visit(program) as visitor:
            await visitor.act("tell")
            return await visitor.load_of("data", "time")

    with running([sys.executable, project / "alone" / "clock.py", "--port", "0"]) as program:
        assert "What time is it?" in program.get("/")
        assert re.fullmatch(r"\d\d:\d\d:\d\d", str(asyncio.run(time(program))))


def test_the_static_map_is_one() -> None:
    [static] = [text for kind, text in FENCE.findall(README) if text.startswith("static:")]
    loaded = load(f"analyses: []\n{static}")
    assert loaded.config is not None
    assert dict(loaded.config.static) == {"static/(.*)": "folder_with_static_files/"}


def section(title: str) -> str:
    """Return the text below a heading of the README, up to the next one."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_command_and_option_is_there() -> None:
    text = section("The commands")
    for name, command in main.commands.items():
        if command.hidden:
            continue
        assert f"`dbgen {name}" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                spellings = [*parameter.opts, *parameter.secondary_opts]
                assert any(f"`{option}" in text for option in spellings), f"{name}: {spellings}"


def test_no_other_command_or_option_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    output = "".join(
        CliRunner().invoke(main, [*name, "--help"]).output
        for name in [[], *([n] for n in main.commands)]
    )
    with pytest.raises(SystemExit):
        parse(["--help"])
    output += capsys.readouterr().out
    for option in set(re.findall(r"`(?:\w+ )?(--[\w-]+)", section("The commands"))):
        assert option in output, option


@pytest.mark.parametrize("model", [AppConfig, AnalysisEntry])
def test_every_key_is_there_with_its_default(model: type[BaseModel]) -> None:
    of_app, _, of_entry = section("index.yaml").partition("| key of an entry")
    table = of_app if model is AppConfig else of_entry
    rows = re.findall(r"^\| (`[^|]+) \| ([^|]*) \|", table, re.MULTILINE)
    documented = {key.strip("` "): default for keys, default in rows for key in keys.split(",")}
    assert documented == {
        field.alias or name: default_of(field) for name, field in model.model_fields.items()
    }


def default_of(field: FieldInfo) -> str:
    """Return how the README writes the default of a key."""
    if field.is_required():
        return "required"
    return SHOWN_AS[repr(field.get_default(call_default_factory=True))]


def test_the_limits_are_those_of_the_code() -> None:
    assert f"kept {LIMITS.data_lifetime / 60:.0f} minutes" in README
    assert f"most {LIMITS.kernels} of them" in " ".join(README.split())
    assert f"pings every {LIMITS.ping_interval:.0f} seconds" in " ".join(README.split())
    assert LIMITS.message_size == LIMITS.body_size == 1024 * 1024
    assert f"{LIMITS.unsent_size // 1024**2} MiB (`unsent_size`)" in " ".join(README.split())
    assert "1 MiB for a message and for the body of a request" in " ".join(README.split())


def test_linked_files_are_there() -> None:
    root = Path(__file__).parents[2]
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (root / target).is_file(), target


def test_files_that_contributing_names_are_there() -> None:
    root = Path(__file__).parents[2]
    text = (root / "CONTRIBUTING.md").read_text()
    folders = "|".join(path.name for path in root.iterdir() if path.is_dir())
    names = re.findall(rf"`((?:{folders})/[\w/.*-]*)`", text)
    assert len(names) > 20
    for name in names:
        assert list(root.glob(name)), name
