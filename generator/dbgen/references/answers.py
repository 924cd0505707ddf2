"""Whether somebody else may answer what a script fetches."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from dbgen.references.reading import FileReferences
from dbgen.references.requests import expects_failure
from dbgen.references.served import Served
from dbgen.references.sources import TextFile

# Service workers, libraries for tests, and whatever may give `fetch` another meaning.
_ANSWERING: Final = re.compile(
    r"\bserviceWorker\b|\bfetch-?mock|\bpretender\b|\bmirage"
    r"|\bfetch\s*=|\[\s*[\"'`]fetch\b|(?:,|addEventListener\()\s*[\"'`]fetch[\"'`]"
    r"|\b(?:class|const|function(?:\s*+\*)?|let|var)\s++fetch\b|[{,]\s*fetch\s*[,:}]",
    re.IGNORECASE,
)
_MOVING: Final = re.compile(r"\b(?:pushState|replaceState)\b")


class Answers:
    """What may answer a request for a path that the server does not answer.

    It looks through the files only when it is asked.
    """

    def __init__(self, files: Sequence[FileReferences], served: Served) -> None:
        self._files = files
        self._served = served

    def may_answer(self, url: str, path: str, read: FileReferences) -> bool:
        """Return whether a request of a file for an address may be answered by somebody else."""
        is_relative = not url.lstrip().startswith("/")
        return (
            not PurePosixPath(path).suffix
            or not self._is_at_home(path, read.file)
            or self._is_intercepted
            or self._is_expected(read.file)
            or (is_relative and (self._is_moved or self._is_shared(read.file)))
        )

    def _is_at_home(self, path: str, file: TextFile) -> bool:
        """Return whether a path is one of this server rather than of another one beside it."""
        base = file.analysis.base.removesuffix("/") if file.analysis else ""
        return self._served.is_own_place(path) or self._served.source(base + path) is not None

    def _is_expected(self, file: TextFile) -> bool:
        """Return whether another script of the analysis may be prepared for the failure."""
        name = file.analysis.rel if file.analysis else ""
        beside = self._expecting.get(name, False)
        return beside or self._expecting.get("", False)

    @cached_property
    def _expecting(self) -> dict[str, bool]:
        """Whether scripts may be prepared for failures, by the folder of the analysis."""
        found: dict[str, bool] = {}
        for each, text in zip(self._read, self._texts, strict=True):
            name = each.file.analysis.rel if each.file.analysis else ""
            found[name] = found.get(name, False) or expects_failure(text)
        return found

    @cached_property
    def _is_intercepted(self) -> bool:
        return any(_ANSWERING.search(text) for text in self._texts)

    @cached_property
    def _is_moved(self) -> bool:
        """Whether a page may have another address than that of its file to count from."""
        has_base = any(each.has_base for each in self._files)
        return has_base or any(_MOVING.search(text) for text in self._texts)

    @cached_property
    def _texts(self) -> list[str]:
        return [each.file.read() for each in self._read]

    @cached_property
    def _read(self) -> list[FileReferences]:
        return [each for each in self._files if not each.is_readme]

    def _is_shared(self, file: TextFile) -> bool:
        """Return whether pages elsewhere load the script of an analysis, too."""
        if file.is_plain or file.kind != ".js":
            return False
        return bool(self._loaders[f"{file.base}{file.path.name}"] - {file.home})

    @cached_property
    def _loaders(self) -> defaultdict[str, set[str]]:
        """The addresses of the pages that refer to a path."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for read in self._files:
            for each in read.found:
                found[read.target(each)[1]].add(read.home)
        return found
