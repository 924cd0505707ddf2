"""Find what is never closed in a finished page, so that the rest of the page is lost in it."""

from collections.abc import Iterable
from typing import Final

from dbgen.pages.contexts import HtmlState
from dbgen.pages.scanner import position
from dbgen_schema import Position, Problem, Severity

_LONGEST: Final = 200
_LOST: Final = "all that follows is lost in it"


def unclosed_problem(html: str, templates: Iterable[tuple[str, str]], page: str) -> Problem | None:
    """Return the problem of a page that ends within a comment, a tag or an element of text only.

    `templates` are the files of the page, `page` among them, with their texts.
    """
    state = HtmlState()
    state.feed(html)
    if not state.is_open:
        return None
    name, offset = state.last_tag
    before = html[:offset].lower()
    # Elements of a drawing have other rules.
    if name.startswith("/") or before.count("<svg") > before.count("</svg"):
        return None
    file, place = _place(html[offset:], name, templates) or (page, Position(0, 0))
    message, hint = _described(name, in_tag=state.in_tag)
    return Problem(file, place.line, place.column, "DB410", message, hint, Severity.WARNING)


def _described(name: str, *, in_tag: bool) -> tuple[str, str]:
    if name == "!--":
        return "this comment is never closed", f"{_LOST}: close it with `-->`"
    if in_tag:
        return f"the tag `<{name}` never ends", f"{_LOST}: close its quotes, and it with `>`"
    return f"`<{name}>` is never closed", f"{_LOST}: close it with `</{name}>`"


def _place(
    text: str, name: str, templates: Iterable[tuple[str, str]]
) -> tuple[str, Position] | None:
    """Return the only place in the templates that the text can come from."""
    line = text.partition("\n")[0][:_LONGEST]
    for written in (line, line.partition(">")[0], f"<{name}"):
        found = [(file, source, source.find(written)) for file, source in templates]
        found = [(file, source, at) for file, source, at in found if at >= 0]
        if len(found) == 1 and found[0][1].count(written) == 1:
            file, source, at = found[0]
            return file, position(source, at)
    return None
