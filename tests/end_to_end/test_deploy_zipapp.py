"""A build in one file, run where neither dbgen nor its requirements are installed."""

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from dbgen.pinning import PINS
from dbgen.zipapp.installing import compiled_projects, install

from .running import DEADLINE, Program, dbgen, running, visit

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Place:
    """The file of the packaged app, the wheels in it, and a Python of its own to run it."""

    wheels: Mapping[str, str]
    python: Path
    file: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("zipapp")
    wanted = [f"{name}=={version}" for name, version in PINS.items()]
    links = str(folder / "wheels")
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", links]
    subprocess.run([*pip, *wanted], check=True)
    wheels = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links}
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    file = folder / "app.pyz"
    outcome = dbgen("build", ROOT, "--out", folder / "build", "--zipapp", file, env=wheels)
    assert outcome.returncode == 0, outcome.stderr
    assert f"start: python {file} --port 8080" in outcome.stdout
    assert "these are compiled: orjson, tornado" in outcome.stdout
    return Place(wheels, folder / "venv" / "bin" / "python", file)


def started_with(cache: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "XDG_CACHE_HOME": str(cache), "TMPDIR": str(cache)}


def ended(place: Place, cache: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the file, or another one, to its end."""
    return subprocess.run(
        [place.python, *(arguments or (place.file, "--port", "x"))],
        env=started_with(cache),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def test_it_serves(place: Place, tmp_path: Path) -> None:
    async def estimate(program: Program, name: str) -> object:
        async with visit(program, name) as visitor:
            await visitor.act("run")
            return await visitor.load_of("data", "pi")

    command: list[str | Path] = [place.python, place.file, "--port", "0"]
    for _ in range(2):
        with running(command, cwd=tmp_path, env=started_with(tmp_path / "cache")) as program:
            assert "Dummy π" in program.get("/dummypi/")
            for name in ("dummypi", "dummypi_py"):
                assert asyncio.run(estimate(program, name))
            assert program.stop() == 0
        (folder,) = (tmp_path / "cache" / "dbgen").iterdir()
        assert folder.name.startswith("databench-packaged-analyses-")
        # A full disk, or what cleans temporary folders, leaves a part; the next start mends that.
        (folder / "app" / "databench" / "server.py").write_bytes(b"")


def test_arguments_and_exit_codes_pass_through(place: Place, tmp_path: Path) -> None:
    wrong = ended(place, tmp_path)
    assert (wrong.returncode, "invalid _port value: 'x'" in wrong.stderr) == (2, True)
    assert ended(place, tmp_path, place.file, "--host", "192.0.2.1").returncode == 3


def test_several_start_at_once(place: Place, tmp_path: Path) -> None:
    with ExitStack() as stack:
        environment = started_with(tmp_path)
        command = [str(place.python), str(place.file), "--help"]
        programs = [
            stack.enter_context(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE))
            for _ in range(4)
        ]
        for program in programs:
            output, _ = program.communicate(timeout=DEADLINE)
            assert (program.returncode, b"--port" in output) == (0, True)
    assert len(list((tmp_path / "dbgen").iterdir())) == 1


def test_folders_of_others_are_not_used(place: Place, tmp_path: Path) -> None:
    shared = tmp_path / "dbgen"
    shared.mkdir()
    shared.chmod(0o777)
    assert "invalid _port value" in ended(place, tmp_path).stderr
    assert list(shared.iterdir()) == []
    private = tmp_path / f"dbgen-{os.getuid()}"
    private.rename(tmp_path / "elsewhere")
    private.symlink_to(tmp_path / "elsewhere")
    refused = ended(place, tmp_path)
    assert (refused.returncode, "XDG_CACHE_HOME" in refused.stderr) == (2, True)
    assert "Traceback" not in refused.stderr


def test_another_platform_is_told(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other.pyz"
    with zipfile.ZipFile(place.file) as source, zipfile.ZipFile(other, "w") as target:
        info = json.loads(source.read("zipapp.json"))
        changed = {"suffix": ".cpython-399-vax.so", "platform": "CPython 3.99 on Linux vax"}
        target.writestr("zipapp.json", json.dumps({**info, **changed}))
        target.writestr("__main__.py", source.read("__main__.py"))
    outcome = ended(place, tmp_path, other)
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("error: this was made for CPython 3.99 on Linux vax")


def test_same_bytes(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "app.pyz"
    environment = {**place.wheels, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    outcome = dbgen(
        *("build", ROOT, "--out", "build", "--zipapp", "app.pyz"), cwd=tmp_path, env=environment
    )
    assert outcome.returncode == 0, outcome.stderr
    assert other.read_bytes() == place.file.read_bytes()
    assert str(tmp_path).encode() not in other.read_bytes()


def test_nothing_tells_where_it_was_installed(tmp_path: Path) -> None:
    """A wheel with a script, from a file: pip writes paths of this machine into both of them."""
    wheel, info = tmp_path / "mylib-1.0-py3-none-any.whl", "mylib-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("mylib.py", "def main(): pass\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: mylib\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\nmylib = mylib:main\n")
        archive.writestr(f"{info}/RECORD", "")
    (tmp_path / "requirements.txt").write_text(f"./{wheel.name}\n")
    site = tmp_path / "site"
    assert install(tmp_path, site) is None
    assert compiled_projects(site) == ()
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    assert set(files) == {
        "mylib.py",
        *(f"{info}/{name}" for name in ("INSTALLER", "METADATA", "REQUESTED", "WHEEL")),
        f"{info}/entry_points.txt",
    }


def test_without_a_network(tmp_path: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_RETRIES": "0"}
    nowhere |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
    file = tmp_path / "app.pyz"
    outcome = dbgen("build", ROOT, "--out", tmp_path / "build", "--zipapp", file, env=nowhere)
    assert outcome.returncode == 2
    assert "DB610: pip cannot install the requirements: " in outcome.stderr + outcome.stdout
    assert "Traceback" not in outcome.stderr
    assert not file.exists()
