"""Render a page to finished HTML, or say everything that is wrong with it."""

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError

from dbgen.pages.environment import BrokenTemplateError, PageEnvironment
from dbgen.pages.files import normalise_newlines
from dbgen.pages.lookup import Lookup, PageSource
from dbgen.pages.undefined import template_line
from dbgen_schema import Problem, did_you_mean


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as HTML, the problems in it, and every template file that was read for it.

    `html` is empty when the page could not be rendered to its end.
    """

    html: str
    problems: tuple[Problem, ...]
    sources: tuple[Path, ...]


def render_page(page: PageSource, context: Mapping[str, object], lookup: Lookup) -> Rendered:
    """Render `page` with the variables of `context`; `lookup` has the templates it refers to."""
    environment = PageEnvironment(lookup, context)
    html = ""
    try:
        template = environment.page(page)
        pieces = template.root_render_func(template.new_context(dict(context)))
        html = normalise_newlines("".join(pieces))
    except BrokenTemplateError:
        pass
    except TemplateSyntaxError as error:
        _report_syntax(environment, error)
    except TemplateNotFound as error:
        file, line = _place(error, page)
        name = str(error.name)
        message = f"there is no template `{name}`"
        environment.report(file, line, "DB406", message, lookup.hint(name, page.file))
    except Exception as error:  # noqa: BLE001 - an expression of a page may raise anything
        _report_failure(environment, error, page)
    problems = tuple(sorted(environment.problems))
    return Rendered(html, problems, tuple(dict.fromkeys(environment.sources)))


def _report_syntax(environment: PageEnvironment, error: TemplateSyntaxError) -> None:
    message = (error.message or "unknown syntax").rstrip(".")
    hint = ""
    if unknown := re.match(r"No (filter|test) named '(.*)'", message):
        names = environment.filters if unknown[1] == "filter" else environment.tests
        hint = did_you_mean(unknown[2], names)
    elif "got 'for'" in message:
        hint = "comprehensions are Python: use `{% for %}`, or the filters `map` and `select`"
    message = message[:1].lower() + message[1:]
    environment.report(error.name or "", error.lineno, "DB402", message, hint)


def _report_failure(environment: PageEnvironment, error: Exception, page: PageSource) -> None:
    file, line = _place(error, page)
    message = f"the expression failed: {type(error).__name__}: {error}"
    hint = ""
    if isinstance(error, RecursionError):
        message, hint = "templates extend or include each other without end", "break the circle"
    environment.report(file, line, "DB407", " ".join(message.split()), hint)


def _place(error: Exception, page: PageSource) -> tuple[str, int]:
    """Return the innermost template, and the line in it, that an exception passed."""
    frames = reversed(list(traceback.walk_tb(error.__traceback__)))
    place = template_line(frames)
    if place is None:
        return page.file, 0
    template, line = place
    return template.name or page.file, line
