"""Results of pure functions, kept on disk from one command to the next.

The keys hold all that a result depends on, so that nothing in the cache can be out of date: it may
be deleted at any time, and what cannot be read or written is done without.
"""

import io
import os
import pickle
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import platformdirs

import dbgen
import dbgen_schema
from dbgen.inspecting.python_source import FRAMEWORK
from dbgen.kept import NOTHING, Forgetting, Kept, News
from dbgen.resources import runtime_root

P = ParamSpec("P")
Result = TypeVar("Result")

VARIABLE: Final = "DBGEN_CACHE_DIR"
"""The environment variable that names another folder for it."""

_MOST: Final = 512 << 20
_UNUSED: Final = 2
"""How many times as large as what is in use a cache may get by what is not."""
_MISSED: Final = 8
"""How many keys are remembered that nothing was known of: their results come soon."""

Entries = Mapping[bytes, bytes]


class Cache(Forgetting):
    """Answers from what was known when the command started; what is new is `fresh`."""

    def __init__(self, known: Entries) -> None:
        super().__init__()
        self._known = dict(known)
        self._used: set[bytes] = set()
        self._found: dict[bytes, bytes] = {}
        self._missed: deque[tuple[Hashable, bytes]] = deque(maxlen=_MISSED)

    @property
    def remembers(self) -> bool:
        """Whether anything can be recalled at all."""
        return True

    def lasting(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Return what a function returns, which may be known from an earlier command, too."""
        key = (function.__module__, function.__qualname__, args, *kwargs.items())
        found: Result | None = self.recall(key)
        if found is None:
            found = function(*args, **kwargs)
            self.remember(key, found)
        return found

    def recall(self, key: Hashable) -> Any | None:
        """Return what was remembered under a key, None for nothing."""
        name = _name(key)
        content = self._found.get(name) or self._known.get(name)
        if content is None:
            self._missed.append((key, name))
            return None
        self._used.add(name)
        # The file is that of this very user, and of this very program.
        with suppress(Exception):
            return pickle.loads(content)  # noqa: S301
        return None

    def remember(self, key: Hashable, value: object) -> None:
        """Take down a value that cannot be pickled as nothing."""
        with suppress(Exception):
            self._found[self._name(key)] = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)

    def _name(self, key: Hashable) -> bytes:
        """Return the name of a key, which is known if nothing was recalled under it just now."""
        named = (name for missed, name in reversed(self._missed) if missed is key)
        return next(named, None) or _name(key)

    def take_news(self) -> News:
        """Return what was used and found out since the last call, for another process."""
        news = News(frozenset(self._used), self._found)
        self._known.update(self._found)
        self._used, self._found = set(), {}
        return news

    def add_news(self, news: News) -> None:
        """Take in what another process used and found out."""
        self._used |= news.used
        self._found.update(news.fresh)

    def entries(self) -> Entries | None:
        """Return what is worth keeping; None if that is what was there before."""
        if not self._found:
            return None
        used = {name: self._known[name] for name in self._used if name in self._known}
        current = used | self._found
        if _size(self._known | current) > _UNUSED * _size(current):
            return current
        return self._known | current


def _name(key: Hashable) -> bytes:
    content = io.BytesIO()
    pickler = pickle.Pickler(content, pickle.HIGHEST_PROTOCOL)
    # Equal keys have equal names, also where a part of one stands in it twice, and is one object.
    pickler.fast = True
    pickler.dump(key)
    return blake2b(content.getbuffer(), digest_size=16).digest()


def _size(entries: Entries) -> int:
    return sum(map(len, entries.values()))


@contextmanager
def cached(root: Path, *, wanted: bool = True) -> Iterator[Kept]:
    """Open the cache of an app, and write it at the end; one that is not `wanted` keeps nothing."""
    path = _path(root) if wanted else None
    if path is None:
        yield NOTHING
        return
    fingerprint = _fingerprint()
    cache = Cache(_read(path, fingerprint))
    yield cache
    entries = cache.entries()
    if entries is not None and _size(entries) <= _MOST:
        with suppress(OSError):
            _write(path, _File(fingerprint, entries))


@dataclass(frozen=True, slots=True)
class _File:
    fingerprint: bytes
    entries: Entries


def _path(root: Path) -> Path | None:
    """Return the file for an app, in the folder of this user."""
    named = os.environ.get(VARIABLE)
    try:
        folder = Path(named) if named else platformdirs.user_cache_path("dbgen") / "results"
        return folder / f"{blake2b(os.fsencode(root.resolve()), digest_size=16).hexdigest()}.pickle"
    except (OSError, RuntimeError):  # no home, or a link to itself
        return None


def _read(path: Path, fingerprint: bytes) -> Entries:
    # Nothing but what this user has written is taken for a pickle.
    with suppress(Exception), path.open("rb") as file:
        if sys.platform == "win32" or os.fstat(file.fileno()).st_uid == os.geteuid():
            found = pickle.load(file)  # noqa: S301
            if isinstance(found, _File) and found.fingerprint == fingerprint:
                return found.entries
    return {}


def _write(path: Path, value: _File) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _fingerprint() -> bytes:
    """Return a digest of the program: other code may come to other results."""
    parts = [sys.version, *sorted(_installed())]
    for package in (dbgen, dbgen_schema):
        parts += _states(os.fspath(Path(package.__file__ or "").parent))
    for framework in sorted(FRAMEWORK):
        parts += _states(os.fspath(runtime_root(framework)))
    return blake2b("\n".join(parts).encode(), digest_size=16).digest()


def _installed() -> set[str]:
    """Return the states of the folders with what renders and parses.

    Each installation and each upgrade puts a folder of another name there.
    """
    specs = filter(None, map(find_spec, ("jinja2", "markdown_it", "nh3", "tree_sitter")))
    paths = {Path(spec.origin or "").parents[1] for spec in specs}
    return {f"{path} {path.stat().st_mtime_ns}" for path in paths}


def _states(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
            elif entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
                yield from _states(entry.path)
