import os
import threading
from pathlib import Path

from dbgen_schema import read


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "index.yaml"
    file.write_bytes(b"\xef\xbb\xbftitle: a\r\nanalyses: []\r\n")
    loaded = read(file)
    assert loaded.problems == ()
    assert loaded.config is not None
    assert loaded.config.title == "a"


def test_no_file(tmp_path: Path) -> None:
    (problem,) = read(tmp_path / "index.yaml").problems
    assert (problem.file, problem.line, problem.code) == ("index.yaml", 0, "DB101")
    assert str(tmp_path) not in problem.message


def test_a_folder(tmp_path: Path) -> None:
    (problem,) = read(tmp_path).problems
    assert problem.code == "DB101"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "index.yaml")
    codes: list[str] = []
    thread = threading.Thread(
        target=lambda: codes.extend(p.code for p in read(tmp_path / "index.yaml").problems),
        daemon=True,
    )
    thread.start()
    thread.join(timeout=10)
    assert codes == ["DB101"]


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "index.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    (problem,) = read(file).problems
    assert (problem.code, problem.line) == ("DB102", 0)
    assert f"{1 << 40} bytes" in problem.message
