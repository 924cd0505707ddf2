"""READMEs: found, read and rendered to HTML that is safe to put into a page."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dbgen.kept import NOTHING, Kept
from dbgen.pages.bounded import DEADLINE, ConversionError, convert_bounded
from dbgen.pages.budget import LARGE, Budget, SpentError, usual_seconds
from dbgen.pages.conversion import Converted, Format, prepare
from dbgen.pages.files import UnreadableError, check_inside, read_text
from dbgen.pages.markup_errors import described
from dbgen_schema import Problem, Severity

_FORMATS: Final[dict[str, Format]] = {".md": "md", ".rst": "rst"}
_NAMES: Final = [f"readme{suffix}" for suffix in _FORMATS]
_PER_BYTE: Final[dict[Format, float]] = {"md": 4e-6, "rst": 10e-6}
"""Seconds, twice as many as usual ones take."""


@dataclass(frozen=True, slots=True)
class ReadmeResult:
    """A README as safe HTML and as plain text; both are empty when it could not be used."""

    html: str
    text: str
    problems: tuple[Problem, ...] = ()


def find_readmes(folder: Path, names: Iterable[str]) -> list[Path]:
    """Return the READMEs among the names in a folder; the first one counts.

    Markdown comes before reStructuredText, upper case before lower case.
    """
    found = [name for name in names if name.lower() in _NAMES]
    return [folder / name for name in sorted(found, key=lambda name: (_rank(name), name))]


def _rank(name: str) -> int:
    return _NAMES.index(name.lower())


def render_readme(
    path: Path, file: str, kept: Kept = NOTHING, budget: Budget | None = None
) -> ReadmeResult:
    """Render the README at `path`; `file` is where problems say they are."""
    form = _FORMATS.get(path.suffix.lower(), "md")
    try:
        check_inside(path)
        source = read_text(path)
        converted = _converted(source, form, kept, budget or Budget())
    except UnreadableError as error:
        return _failure(Problem(file, *error.place, "DB420", f"the README {error}", error.hint))
    except ConversionError as error:
        hint = "shorten it, or move a part of it elsewhere"
        return _failure(Problem(file, 0, 0, "DB421", f"the README {error}", hint))
    text = _without_comments(source) if form == "md" else source
    return ReadmeResult(
        converted.html, text.strip(), tuple(dict.fromkeys(_warnings(converted, file)))
    )


def _converted(text: str, form: Format, kept: Kept, budget: Budget) -> Converted:
    # How much time there is has no part in the key: texts that take too long are not kept.
    key = ("readme", text, form)
    known: Converted | None = kept.recall(key)
    if known is not None:
        return known
    prepare(form)
    usual = usual_seconds(len(text), _PER_BYTE[form])
    try:
        with budget.share(usual, DEADLINE, is_large=len(text) > LARGE) as seconds:
            converted = convert_bounded(text, form, seconds)
    except SpentError:
        raise ConversionError("and the files before it take too long to render") from None
    kept.remember(key, converted)
    return converted


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
