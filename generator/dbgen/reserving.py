"""Have the folder of a build to oneself, from before its sources are read until it is written."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen.adopting import adopt, remove
from dbgen.locking import locked
from dbgen.manifest import read_manifest, recorded_files
from dbgen.refusing import not_a_build, refusal, shown_out, unwritable
from dbgen.telling import Tell, Waiting, silent
from dbgen_schema import Problem

_ATTEMPTS: Final = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a build goes, `shown` in problems, and the folders beside it for use on the way."""

    out: Path
    shown: str
    new: Path
    old: Path
    lock: Path


@contextmanager
def reserve(out: Path, app: Path, tell: Tell = silent) -> Iterator[Place | Problem]:
    """Keep other builds away from the folder `out`; a problem if it is none to build to.

    Nothing is left behind if nothing is written; what a build left that was killed is put right.
    """
    with ExitStack() as stack:
        yield _reserved(out, app.resolve(), tell, stack)


def _reserved(out: Path, app: Path, tell: Tell, stack: ExitStack) -> Place | Problem:
    try:
        place = _place(out, app)
        if problem := refusal(place.out, app):
            return problem
        _lock(place, lambda: tell(Waiting(out)), stack)
        repair(place)
        is_free = not place.out.exists() or not any(place.out.iterdir())
        if is_free or read_manifest(place.out) is not None:
            return place
        return not_a_build(place.shown)
    except OSError as error:
        return unwritable(shown_out(out, app), error)
    except RuntimeError:  # a link that leads to itself
        return Problem(str(out), 0, 0, "DB602", "the output folder is a link that leads nowhere")


def _place(out: Path, app: Path) -> Place:
    target = out.resolve()
    beside = target.parent / f".{target.name}.dbgen-"
    others = (Path(f"{beside}{part}") for part in ("new", "old", "lock"))
    return Place(target, shown_out(target, app), *others)


def _lock(place: Place, waiting: Callable[[], None], stack: ExitStack) -> None:
    for _ in range(_ATTEMPTS):
        # The folders go again if no build comes into them, for example because of an error.
        made: list[Path] = []
        stack.callback(_remove_empty, made)
        # Another build may have removed them in the meantime.
        with suppress(FileNotFoundError):
            _make_parents(place.out, made)
            stack.enter_context(locked(place.lock, waiting))
            return
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(place.lock))


def _make_parents(out: Path, made: list[Path]) -> None:
    missing = [folder for folder in out.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        made.append(folder)


def _remove_empty(folders: list[Path]) -> None:
    with suppress(OSError):
        for folder in reversed(folders):
            folder.rmdir()


def repair(place: Place) -> None:
    """Finish what a build that was ended on its way has left."""
    if place.old.exists():
        if place.out.exists():
            adopt(place.old, place.out, recorded_files(read_manifest(place.out) or {}))
        else:
            place.old.rename(place.out)
    remove(place.new)
