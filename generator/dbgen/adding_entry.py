"""Add an entry to `analyses` of an index.yaml, keeping every byte of what is there."""

from collections.abc import Sequence
from typing import Final

from dbgen_schema import Loaded, load

_BY_HAND: Final = "add it by hand: `analyses` is not a list with one `- name: ...` per entry"


class CannotAddError(Exception):
    """The file is written in a way that this cannot extend; the text says what to do."""


def with_entry(source: bytes, before: Loaded, fields: Sequence[str]) -> bytes:
    """Return the file with one more entry at the end of its list; `fields` are lines of YAML."""
    text = source.decode()
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    dash = _dash(lines, before)
    end = _end(lines, dash)
    indent = " " * dash[1]
    entry = [f"{indent}{'- ' if i == 0 else '  '}{line}{newline}" for i, line in enumerate(fields)]
    if lines[end - 1].rstrip("\r\n") == lines[end - 1]:
        lines[end - 1] += newline
    changed = "".join([*lines[:end], newline, *entry, *lines[end:]]).encode()
    _confirm(changed, before)
    return changed


def _dash(lines: Sequence[str], before: Loaded) -> tuple[int, int]:
    """Return line and column, both from 0, of the dash of the last entry."""
    assert before.config is not None  # noqa: S101 - only a valid file is extended
    last = len(before.config.analyses) - 1
    if last < 0:
        raise CannotAddError(_BY_HAND)
    position = before.positions.locate(("analyses", last))
    line = lines[position.line - 1]
    if not line.lstrip(" ").startswith("- "):
        raise CannotAddError(_BY_HAND)
    return position.line - 1, len(line) - len(line.lstrip(" "))


def _end(lines: Sequence[str], dash: tuple[int, int]) -> int:
    """Return the number of lines up to the end of the last entry."""
    start, column = dash
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        if len(line) - len(line.lstrip(" ")) <= column:
            break
        end = number + 1
    return end


def _confirm(changed: bytes, before: Loaded) -> None:
    """Make sure that the change is an entry more and nothing else."""
    after = load(changed)
    if before.config is None or after.config is None:
        raise CannotAddError(_BY_HAND)
    same = after.config.analyses[:-1] == before.config.analyses
    rest = after.config.model_copy(update={"analyses": before.config.analyses})
    if not same or rest != before.config:
        raise CannotAddError(_BY_HAND)
