"""Render a page to finished HTML, or say everything that is wrong with it."""

import re
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes

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
        hint = lookup.hint(name, page.file)
        environment.report(file, line, "DB406", _no_template(name), hint)
    except Exception as error:  # noqa: BLE001 - an expression of a page may raise anything
        _report_failure(environment, error, page)
    problems = tuple(sorted(environment.problems))
    return Rendered(html, problems, tuple(dict.fromkeys(environment.sources)))


def check_template(template: PageSource, lookup: Lookup) -> Rendered:
    """Say what is wrong with a template that no page uses, as far as it shows without variables."""
    environment = PageEnvironment(lookup, ())
    try:
        environment.page(template)
        tree = environment.parse(environment.read(template.path, template.file))
        for line, name in _named(tree):
            if lookup.find(name) is None:
                hint = lookup.hint(name, template.file)
                environment.report(template.file, line, "DB406", _no_template(name), hint)
    except BrokenTemplateError:
        pass
    except TemplateSyntaxError as error:
        _report_syntax(environment, error)
    return Rendered("", tuple(sorted(environment.problems)), (template.path,))


def _named(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Return the templates that are named in a template, with the lines."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        name: nodes.Expr = getattr(node, "template")  # noqa: B009 - of each, not of their base
        needed = not (isinstance(node, nodes.Include) and node.ignore_missing)
        if needed and isinstance(name, nodes.Const) and isinstance(name.value, str):
            yield node.lineno, name.value


def _no_template(name: str) -> str:
    return f"there is no template `{name}`"


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
        file, line = _circle(error, page)
        message, hint = "templates extend or include each other without end", "break the circle"
    environment.report(file, line, "DB407", " ".join(message.split()), hint)


def _circle(error: RecursionError, page: PageSource) -> tuple[str, int]:
    """Return the first place of a circle of templates, which is the same wherever it broke."""
    frames = traceback.walk_tb(error.__traceback__)
    places = (template_line([frame]) for frame in frames)
    named = Counter((place[0].name or page.file, place[1]) for place in places if place)
    return min((place for place, count in named.items() if count > 1), default=(page.file, 0))


def _place(error: Exception, page: PageSource) -> tuple[str, int]:
    """Return the innermost template, and the line in it, that an exception passed."""
    frames = reversed(list(traceback.walk_tb(error.__traceback__)))
    place = template_line(frames)
    if place is None:
        return page.file, 0
    template, line = place
    return template.name or page.file, line
