"""What is written for deploying a build; tests/golden/deployed records the files themselves."""

import re
import shlex
from pathlib import Path

import click
import pytest

from databench.server import parse
from dbgen.cli import main
from dbgen.deploying import slug

from .test_cli import MakeFolder, run

EVERYTHING = {
    ".dockerignore",
    "Dockerfile",
    "Procfile",
    "two-dice.nginx.conf",
    "two-dice.service",
}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], set()),
        (["--with", "docker,systemd,nginx,procfile"], EVERYTHING),
        (["--with", "Docker, systemd", "--with", "procfile", "--with", "nginx,nginx"], EVERYTHING),
        (["--with", "procfile"], {"Procfile"}),
    ],
)
def test_with(
    make_app_folder: MakeFolder,
    hello: dict[str, str],
    tmp_path: Path,
    arguments: list[str],
    expected: set[str],
) -> None:
    index = f"title: Two dice\n{hello['analyses/index.yaml']}"
    project = make_app_folder(hello | {"analyses/index.yaml": index})
    result = run("build", project, "--out", tmp_path / "build", *arguments)
    assert result.exit_code == 0, result.output
    written = {path.name for path in (tmp_path / "build").iterdir() if path.is_file()}
    assert written - {"server.py", "manifest.json", "requirements.txt"} == expected


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("dcoker", "did you mean `docker`?"),
        ("docker,system", "did you mean `systemd`?"),
        ("kubernetes", "expected docker, nginx, procfile, systemd"),
        ("docker,", "expected docker, nginx, procfile, systemd"),
    ],
)
def test_with_something_else(tmp_path: Path, value: str, hint: str) -> None:
    result = run("build", tmp_path, "--with", value)
    assert result.exit_code == 2
    assert hint in result.output


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Databench - Packaged Analyses", "databench-packaged-analyses"),
        ("Dummy π", "dummy"),
        ("Größe & Maß", "groe-ma"),
        ("日本", "databench"),
        ("../../etc/cron.d/x\n", "etc-cron-d-x"),
        ("a" * 60, "a" * 40),
    ],
)
def test_names_come_from_the_title(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_the_documentation_names_options_that_exist() -> None:
    text = (Path(__file__).parents[2] / "docs" / "deployment.md").read_text()
    builds = re.findall(r"^\$ dbgen build (.*)$", text, re.MULTILINE)
    starts = re.findall(r"python server\.py (.*)$", text.replace("$PORT", "1"), re.MULTILINE)
    assert len(builds) == 2
    assert len(starts) == 4
    for arguments in builds:
        main.commands["build"].make_context("build", shlex.split(arguments), click.Context(main))
    for arguments in starts:
        assert parse(shlex.split(arguments)).cli_args == ()
