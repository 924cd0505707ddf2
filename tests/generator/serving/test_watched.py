"""Which files have changed since the last look."""

from pathlib import Path

import pytest

from dbgen.kept import Kept
from dbgen.serving.watched import Watched


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """Look at a folder with a file in it."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app/page.html").write_text("one")
    watched = Watched(tmp_path / "app", Kept())
    assert watched.look() == [tmp_path / "app/page.html"]
    return watched


def test_what_comes_or_changes_while_a_build_runs_is_left_for_the_next_look(
    watched: Watched,
) -> None:
    (watched.tree / "new.html").write_text("new")
    (watched.tree / "page.html").write_text("two")
    watched.look_at_new()
    assert watched.look() == [watched.tree / "new.html", watched.tree / "page.html"]
    assert watched.look() == []


def test_what_a_build_was_made_from_besides_is_no_change(watched: Watched) -> None:
    module = watched.tree.parent / "module.py"
    module.write_text("one")
    watched.files = frozenset([module])
    watched.look_at_new()
    assert watched.look() == []
    module.write_text("two")
    assert watched.look() == [module]
