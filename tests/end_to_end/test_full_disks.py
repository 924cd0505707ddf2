"""Builds that cannot be written: the old one stays as it was, and one problem says what to do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from .running import DEADLINE, dbgen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux has them")

PAGE = 4096
AS_IF_NOT_ROOT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
IN_A_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
SCRIPT = """
set -e
mount -t tmpfs -o "$OPTIONS" tmpfs "$DISK"
"$PYTHON" -m dbgen build "$APP" --quiet --out "$DISK/build"
echo mine >"$DISK/build/mine"
cp -a "$DISK/build" "$BEFORE"
eval "$CHANGE"
"$PYTHON" -m dbgen build "$APP" --with procfile --out "$OUT" || status=$?
diff -r "$BEFORE" "$DISK/build"
test -z "$(find "$DISK" -name '.*')"
exit $status
"""


@dataclass(frozen=True)
class Case:
    """What a disk is short of, what is changed after the first build, and what is said of it."""

    said: str
    limit: str = ""
    change: str = ""
    out: str = "build"


@pytest.fixture(scope="module")
def need(packaged_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    """Return the bytes and the files that a disk needs for one build and a half."""
    out = tmp_path_factory.mktemp("fitting") / "build"
    assert dbgen("build", packaged_app, "--out", out).returncode == 0
    paths = list(out.rglob("*"))
    pages = sum(-(-path.stat().st_size // PAGE) for path in paths if path.is_file())
    return {"size": pages * PAGE * 3 // 2, "nr_inodes": len(paths) * 3 // 2}


def can_mount(folder: Path) -> bool:
    """Return whether this user may mount something in a namespace of its own."""
    command = [*IN_A_NAMESPACE, f"mount -t tmpfs tmpfs '{folder}'"]
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


CASES = {
    "space": Case("no space left", limit="size"),
    "inodes": Case("no space left", limit="nr_inodes"),
    "read-only": Case("read-only", change='mount -o remount,ro "$DISK"'),
    "mount": Case(
        "mount point", change='mkdir "$DISK/new"; mount -t tmpfs tmpfs "$DISK/new"', out="new"
    ),
    "bind mount": Case(
        "mount point", change='mkdir "$DISK/new"; mount --bind "$DISK/build" "$DISK/new"', out="new"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_disk_that_takes_no_build(
    packaged_app: Path, tmp_path: Path, need: Mapping[str, int], case: Case
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not can_mount(disk):
        pytest.skip("this user may not mount anything")
    environment = {
        **os.environ,
        "APP": str(packaged_app),
        "BEFORE": str(tmp_path / "before"),
        "CHANGE": case.change,
        "DISK": str(disk),
        "OPTIONS": f"{case.limit}={need[case.limit]}" if case.limit else "size=16m",
        "OUT": str(disk / case.out),
        "PYTHON": sys.executable,
    }
    done = subprocess.run(
        [*IN_A_NAMESPACE, SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=4 * DEADLINE,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.count("DB602") == 1
    assert case.said in done.stderr


def build_with_permissions(app: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command so that permissions count, for root as well."""
    arguments = ["build", "--quiet", str(app), "--out", str(out), *options]
    command = [sys.executable, "-m", "dbgen", *arguments]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everywhere, and there is no setpriv")
        command = [*AS_IF_NOT_ROOT, *command]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("closed", "named"),
    [("parent", ".build.dbgen-lock"), ("parent/build", "`.`"), ("parent/build/pages", "`pages`")],
)
def test_a_folder_that_cannot_be_written(
    packaged_app: Path, tmp_path: Path, closed: str, named: str
) -> None:
    out = tmp_path / "parent" / "build"
    first = build_with_permissions(packaged_app, out)
    assert first.returncode == 0, first.stderr
    before = contents(out)
    (tmp_path / closed).chmod(0o555)
    done = build_with_permissions(packaged_app, out, "--with", "procfile")
    (tmp_path / closed).chmod(0o755)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("DB602") == 1
    assert named in done.stderr
    assert contents(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["build"]


def contents(folder: Path) -> dict[Path, bytes]:
    """Return the files below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
