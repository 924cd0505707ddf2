"""Events of the file system become one notice for each burst."""

import errno
import os
import queue
import shutil
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchdog.events import DirDeletedEvent, DirMovedEvent, FileDeletedEvent, FileSystemEvent
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, EventEmitter, ObservedWatch

from dbgen.kept import Kept
from dbgen.serving import watching
from dbgen.serving.watched import Watched
from dbgen.serving.watching import Watcher

DEADLINE = 20.0


class Notices:
    """What is noticed below a folder, looked at when it is noticed."""

    def __init__(self, tree: Path) -> None:
        self.complaints: list[str] = []
        self.watcher: Watcher | None = None
        self.watched = Watched(tree, Kept())
        self.watched.look()
        self.looked = threading.Event()
        self._bursts: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def notice(self, _at: float) -> None:
        """Look for changes."""
        changed = self.watched.look()
        self.watch()
        if changed:
            self._bursts.put([file.name for file in changed])
        self.looked.set()

    def watch(self) -> None:
        """Watch what there is to watch."""
        if self.watcher:
            self.watcher.watch(*self.watched.folders())

    def bursts(self, last: Path) -> list[list[str]]:
        """Return the names that changed with each notice, up to that of one file."""
        found: list[list[str]] = []
        while not found or last.name not in found[-1]:
            found.append(self._bursts.get(timeout=DEADLINE))
        return found


@contextmanager
def noticed(tree: Path, observe: Callable[[], BaseObserver] = Observer) -> Iterator[Notices]:
    """Watch a folder."""
    notices = Notices(tree)
    with Watcher(notices.notice, notices.complaints.append, observe) as watcher:
        notices.watcher = watcher
        notices.watch()
        # What is new to the watcher is looked at, which must not be what notices an edit later on.
        assert notices.looked.wait(DEADLINE)
        yield notices


@pytest.fixture(autouse=True)
def no_looks_from_time_to_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have only events noticed, unless the system cannot tell of them."""
    monkeypatch.setattr(watching, "_CHECK_TIME", 1000.0)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder with a file in it."""
    tree = tmp_path / "app"
    tree.mkdir()
    (tree / "a.txt").write_text("one")
    return tree


def test_a_file_that_is_replaced(tree: Path) -> None:
    with noticed(tree) as notices:
        (tree / ".a.txt.new").write_text("two")
        (tree / ".a.txt.new").rename(tree / "a.txt")
        assert notices.bursts(tree / "a.txt") == [["a.txt"]]


def test_a_file_that_is_deleted_and_comes_back(tree: Path) -> None:
    with noticed(tree) as notices:
        (tree / "a.txt").unlink()
        assert notices.bursts(tree / "a.txt") == [["a.txt"]]
        (tree / "a.txt").write_text("again")
        assert notices.bursts(tree / "a.txt") == [["a.txt"]]


def test_a_thousand_files_at_once(tree: Path) -> None:
    with noticed(tree) as notices:
        for number in range(1000):
            file = tree / f"folder{number % 10}" / f"{number}.txt"
            file.parent.mkdir(exist_ok=True)
            file.write_text("new")
        (tree / "last.txt").write_text("end")
        names = {name for burst in notices.bursts(tree / "last.txt") for name in burst}
        assert names == {*(f"{number}.txt" for number in range(1000)), "last.txt"}


def test_what_is_touched_is_not_changed(tree: Path) -> None:
    with noticed(tree) as notices:
        (tree / "a.txt").touch()
        (tree / "a.txt").write_text("one")
        (tree / ".git").mkdir()
        (tree / ".git" / "index").write_text("hidden")
        (tree / "last.txt").write_text("end")
        assert notices.bursts(tree / "last.txt") == [["last.txt"]]


def test_a_folder_that_is_moved_away_and_comes_back(tree: Path, tmp_path: Path) -> None:
    (tree / "sub").mkdir()
    (tree / "sub" / "b.txt").write_text("one")
    with noticed(tree) as notices, warnings.catch_warnings(record=True) as warned:
        (tree / "sub").rename(tmp_path / "elsewhere")
        assert notices.bursts(tree / "sub" / "b.txt") == [["b.txt"]]
        (tmp_path / "elsewhere").rename(tree / "sub")
        assert notices.bursts(tree / "sub" / "b.txt") == [["b.txt"]]
        (tree / "sub" / "b.txt").write_text("two")
        assert notices.bursts(tree / "sub" / "b.txt") == [["b.txt"]]
    assert [str(each.message) for each in warned] == []


def test_a_tree_that_is_replaced(tree: Path, tmp_path: Path) -> None:
    with noticed(tree) as notices:
        shutil.copytree(tree, tmp_path / "copy")
        (tmp_path / "copy" / "a.txt").write_text("copied")
        tree.rename(tmp_path / "old")
        (tmp_path / "copy").rename(tree)
        notices.watch()
        assert notices.bursts(tree / "a.txt") == [["a.txt"]]
        (tree / "a.txt").write_text("edited")
        assert notices.bursts(tree / "a.txt") == [["a.txt"]]


def test_a_circle_of_links(tree: Path) -> None:
    (tree / "loop").symlink_to(tree, target_is_directory=True)
    with noticed(tree) as notices:
        (tree / "a.txt").write_text("two")
        assert notices.bursts(tree / "a.txt") == [["a.txt"]]


class _Recording(BaseObserver):
    """An observer that nothing happens to, with what it was told to watch."""

    def __init__(self) -> None:
        super().__init__(EventEmitter)
        self.scheduled: list[str] = []

    def schedule(self, handler: object, path: str, **_options: object) -> ObservedWatch:  # type: ignore[override]
        """Take note of it."""
        del handler
        self.scheduled.append(path)
        return ObservedWatch(path, recursive=True)


@pytest.mark.parametrize(
    ("event", "count"), [(DirDeletedEvent, 2), (DirMovedEvent, 2), (FileDeletedEvent, 1)]
)
def test_a_folder_that_went_away_is_watched_anew_if_it_looks_the_same(
    tree: Path, event: Callable[[str], FileSystemEvent], count: int
) -> None:
    # The number of a file that is gone may be that of the next one.
    observer = _Recording()
    notices = Notices(tree)
    with Watcher(notices.notice, notices.complaints.append, lambda: observer) as watcher:
        watcher.watch([tree], [])
        watcher.on_any_event(event(str(tree)))
        watcher.watch([tree], [])
        assert observer.scheduled == [str(tree)] * count


class _Full(BaseObserver):
    """An observer of a system that has no more watches."""

    def schedule(self, *_place: object, **_options: object) -> object:  # type: ignore[override]
        raise OSError(errno.ENOSPC, "inotify watch limit reached")


def _none_left() -> BaseObserver:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


@pytest.mark.parametrize("observe", [lambda: _Full(object), _none_left])  # type: ignore[arg-type]
def test_a_system_that_cannot_watch(tree: Path, observe: Callable[[], BaseObserver]) -> None:
    with noticed(tree, observe) as notices:
        (tree / "a.txt").write_text("two")
        assert notices.bursts(tree / "a.txt") == [["a.txt"]]
    [complaint] = notices.complaints
    assert "cannot watch for changes" in complaint
