"""The scripts that run as workers, each under the policy that it is served with."""

import re
from collections.abc import Iterator
from typing import Final

_NAME: Final = re.compile(r"([\w.-]+\.m?js)(?=[\"'`?#])")
_IMPORTED: Final = re.compile(r"\bimportScripts\(([^)]*)\)")
_STRING: Final = re.compile(r"[\"'`]([^\"'`\\$]+)[\"'`]")


def worker_names(text: str) -> Iterator[str]:
    """Return the names of all scripts that a text speaks of, if it speaks of workers, too.

    Whatever way the address is put together, its last part is mostly written out.
    """
    return iter(_NAME.findall(text) if "Worker" in text else ())


def imported_scripts(text: str) -> Iterator[str]:
    """Return the addresses that a worker gives to `importScripts`."""
    for call in _IMPORTED.finditer(text):
        yield from _STRING.findall(call[1])
