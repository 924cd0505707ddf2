"""READMEs: found, read and rendered to HTML that is safe to put into a page."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen.kept import NOTHING, Kept
from dbgen.pages.bounded import ConversionError, convert_bounded
from dbgen.pages.conversion import Converted, Format
from dbgen.pages.files import UnreadableError, check_inside, read_text
from dbgen.pages.markup_errors import described
from dbgen_schema import Problem, Severity

_FORMATS: Final[dict[str, Format]] = {".md": "md", ".rst": "rst"}


@dataclass(frozen=True, slots=True)
class ReadmeResult:
    """A README as safe HTML and as plain text; both are empty when it could not be used."""

    html: str
    text: str
    problems: tuple[Problem, ...] = ()


def find_readmes(folder: Path) -> list[Path]:
    """Return the READMEs of a folder: Markdown first, upper case first; the first one counts."""
    order = list(_FORMATS)
    try:
        entries = list(folder.iterdir())
    except OSError:
        return []
    found = [
        path for path in entries if path.stem.lower() == "readme" and path.suffix.lower() in order
    ]
    return sorted(found, key=lambda path: (order.index(path.suffix.lower()), path.name))


def render_readme(path: Path, file: str, kept: Kept = NOTHING) -> ReadmeResult:
    """Render the README at `path`; `file` is where problems say they are."""
    form = _FORMATS.get(path.suffix.lower(), "md")
    try:
        check_inside(path)
        source = read_text(path)
        converted = kept.lasting(convert_bounded, source, form)
    except UnreadableError as error:
        return _failure(Problem(file, *error.place, "DB420", f"the README {error}", error.hint))
    except ConversionError as error:
        hint = "shorten it, or move a part of it elsewhere"
        return _failure(Problem(file, 0, 0, "DB421", f"the README {error}", hint))
    text = _without_comments(source) if form == "md" else source
    return ReadmeResult(
        converted.html, text.strip(), tuple(dict.fromkeys(_warnings(converted, file)))
    )


def sanitise_html(text: str) -> str:
    """Return HTML without anything that runs; HTML that cannot be parsed in time becomes text."""
    try:
        return convert_bounded(text, "html").html
    except ConversionError:
        return html.escape(text)


def _failure(problem: Problem) -> ReadmeResult:
    return ReadmeResult("", "", (problem,))


def _warnings(converted: Converted, file: str) -> Iterator[Problem]:
    for line, report in converted.reports:
        if said := described(report):
            yield Problem(file, line, 0, "DB422", *said, Severity.WARNING)


def _without_comments(text: str) -> str:
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        kept.append(text[position:start])
        position = end + 3
    return "".join([*kept, text[position:]])
