"""The same app gives the same build: for another user, elsewhere, in another place and time."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from .golden import CASES

CODE = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[3], 8))
from tests.generator.golden import build
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""
AS_ANOTHER = ["unshare", "--user", "--map-user=1234", "--map-group=1234"]


@dataclass(frozen=True)
class Machine:
    """Where and by whom an app is built; `order` is that in which its files were made."""

    folder: str
    order: int
    umask: str
    modes: int
    time: int
    environment: Mapping[str, str]
    prefix: tuple[str, ...] = ()


HERE = Machine(
    "here",
    1,
    "022",
    0o644,
    1_000_000_000,
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "PYTHONUTF8": "0", "HOME": "/"},
)
THERE = Machine(
    "a folder/elsewhere \u00e4",
    -1,
    "077",
    0o600,
    1_700_000_000,
    {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "USER": "somebody"},
    tuple(AS_ANOTHER),
)


def copied(case: Path, machine: Machine, folder: Path) -> Path:
    """Return a copy of a case, made file by file."""
    for path in sorted(case.rglob("*"))[:: machine.order]:
        relative = path.relative_to(case)
        if path.is_file() and relative.parts[0] != "expected" and "__pycache__" not in path.parts:
            target = folder / "case" / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target, follow_symlinks=False)
            if not target.is_symlink():
                target.chmod(machine.modes)
                os.utime(target, (machine.time, machine.time))
        elif path.is_symlink():
            (folder / "case" / relative).parent.mkdir(parents=True, exist_ok=True)
            (folder / "case" / relative).symlink_to(path.readlink())
    return folder / "case"


def built(case: Path, machine: Machine, tmp_path: Path) -> dict[str, tuple[bytes, int]]:
    """Return the files and folders of a build, with their modes."""
    folder = tmp_path / machine.folder
    copy = copied(case, machine, folder)
    environment = {
        **os.environ,
        **machine.environment,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    out = folder / "build"
    prefix = machine.prefix if can_be_another() else ()
    command = [*prefix, sys.executable, "-c", CODE, str(copy), str(out), machine.umask]
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return {
        path.relative_to(out).as_posix(): (
            path.read_bytes() if path.is_file() else b"",
            stat.S_IMODE(path.stat().st_mode),
        )
        for path in out.rglob("*")
    }


def can_be_another() -> bool:
    """Return whether a program can be run as if by another user here."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*AS_ANOTHER, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="modes as POSIX has them")
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_same_bytes_anywhere(case: Path, tmp_path: Path) -> None:
    here, there = (built(case, machine, tmp_path) for machine in (HERE, THERE))

    assert here.keys() == there.keys()
    assert [path for path in here if here[path] != there[path]] == []
    assert "server.py" in here
    assert str(tmp_path).encode() not in b"".join(content for content, _ in here.values())
