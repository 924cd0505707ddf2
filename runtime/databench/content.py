"""Answers that are files of the build: finished pages from memory, assets from the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from databench.answers import Hardened
from databench.files import SUFFIXES, File, Files, content_type, digest, read_codings
from databench.negotiation import IDENTITY, best_coding, is_cached, wanted_range
from databench.security import CSP

_REVALIDATED: Final = "no-cache"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_HTML: Final = "text/html"
_CHUNK: Final = 64 * 1024


class Negotiated(Hardened):
    """An answer in the coding that the client likes best, or the news that it has it already."""

    def choose(self, codings: Collection[str]) -> str:
        """Return the coding to answer in, and say so in the headers."""
        if codings:
            self.set_header("Vary", "Accept-Encoding")
        coding = best_coding(self.request.headers.get("Accept-Encoding"), codings)
        if coding != IDENTITY:
            self.set_header("Content-Encoding", coding)
        return coding

    def is_known(self, tag: str, coding: str) -> bool:
        """Send the ETag of an answer; tell whether the client has that answer already."""
        suffix = SUFFIXES[coding].replace(".", "-")
        # Browsers keep the policy and the like of what they have when they hear that it is known.
        etag = f'"{tag}-{self.settings["headers_tag"]}{suffix}"'
        self.set_header("ETag", etag)
        return is_cached(self.request.headers.get("If-None-Match", ""), etag)


class PageContent(NamedTuple):
    """What a page is answered with: its bodies by coding, none if it is missing, and its policy."""

    bodies: Mapping[str, bytes]
    policy: str
    tag: str


def page_content(bodies: Mapping[str, bytes], policy: str) -> PageContent:
    """Return the content of a page, ready to be sent."""
    return PageContent(bodies, policy, digest(bodies.get(IDENTITY, b""), policy.encode()))


class FinishedPage(Negotiated):
    """A page, from memory."""

    def initialize(self, content: PageContent) -> None:
        """Take the page."""
        self._content = content

    def get(self) -> None:
        """Answer with the page."""
        bodies = self._content.bodies
        if not bodies:
            raise HTTPError(404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", _REVALIDATED)
        self.set_policy(self._content.policy)
        coding = self.choose(bodies.keys() - {IDENTITY})
        if self.is_known(self._content.tag, coding):
            self.set_status(304)
        else:
            self.finish(bodies[coding])

    head = get


class EditedPage(FinishedPage):
    """A page that may be another one at the next request, as while it is developed."""

    def initialize(self, file: Path, policy: Callable[[], str]) -> None:  # type: ignore[override]
        """Read the page."""
        super().initialize(page_content(read_codings(file), policy()))


class StaticFile(Negotiated):
    """A file of the build; for ever if it is asked for by the name that has its hash."""

    def initialize(self, files: Files, policy: Callable[[], str] | None = None) -> None:
        """Take the files that can be asked for, and their policy if it is not that of all."""
        self._files = files
        self._policy = policy

    async def get(self, path: str) -> None:
        """Answer with the file of a path below the folder, or with a part of it."""
        found = self._files.find(path)
        if found is None:
            raise HTTPError(404)
        file, for_ever = found
        kind = content_type(path)
        self.set_header("Content-Type", kind)
        if kind.startswith(_HTML):
            # Nobody has looked for what this page of the author's needs: as for their handlers, the
            # policy only says who may frame it.
            self.clear_header(CSP)
        policy = self._policy() if self._policy else ""
        self.set_policy(policy)
        self.set_header("Cache-Control", _FOR_EVER if for_ever and not policy else _REVALIDATED)
        coding = self.choose(file.codings)
        with self._opened(file, coding) as stream:
            status = os.fstat(stream.fileno())
            tag = file.hash or f"{status.st_mtime_ns:x}-{status.st_size:x}"
            tag += f"-{digest(policy.encode())[:6]}" if policy else ""
            if self.is_known(tag, coding):
                self.set_status(304)
            else:
                await self._send(stream, self._part(coding, status.st_size))

    head = get

    def _opened(self, file: File, coding: str) -> BinaryIO:
        try:
            return (self._files.root / f"{file.path}{SUFFIXES[coding]}").open("rb")
        except OSError as error:
            raise HTTPError(404) from error

    def _part(self, coding: str, size: int) -> range:
        """Return the bytes to send, after the headers that say so."""
        if coding != IDENTITY:
            return range(size)
        self.set_header("Accept-Ranges", "bytes")
        part = wanted_range(self._range_header(), size)
        if part is None:
            return range(size)
        if part:
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}")
        else:
            self.set_status(416)
            self.set_header("Content-Range", f"bytes */{size}")
            self.set_header("Cache-Control", "no-store")
        return part

    def _range_header(self) -> str:
        """Return the header Range, empty where it does not count."""
        headers = self.request.headers
        outdated = headers.get("If-Range") not in (None, self._headers["ETag"])
        return "" if outdated or self.request.method != "GET" else headers.get("Range", "")

    async def _send(self, stream: BinaryIO, part: range) -> None:
        self.set_header("Content-Length", len(part))
        if self.request.method == "HEAD":
            return
        stream.seek(part.start)
        for at in range(part.start, part.stop, _CHUNK):
            if at != part.start:
                try:
                    await self.flush()
                except StreamClosedError:
                    return
            self.write(stream.read(min(_CHUNK, part.stop - at)))
