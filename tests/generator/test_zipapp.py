"""Parts of `dbgen build --zipapp`; tests/end_to_end/test_deploy_zipapp.py makes and runs files."""

import ast
from pathlib import Path

from dbgen.zipapp import make_zipapp, start
from dbgen_schema import Problem


def test_old_pythons_can_read_the_start() -> None:
    ast.parse(Path(start.__file__).read_text(), feature_version=(3, 7))


def test_other_files_are_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    for target in (file, tmp_path):
        problem = make_zipapp(tmp_path, [], "app", target)
        assert isinstance(problem, Problem)
        assert (problem.file, problem.code) == (str(target), "DB611")
    assert file.read_text() == "mine"
