"""Render a page to finished HTML, or say everything that is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Template, TemplateNotFound, TemplateSyntaxError, nodes

from dbgen.pages.environment import BrokenTemplateError, PageEnvironment
from dbgen.pages.failures import FilePlace, failed_at, repeated
from dbgen.pages.files import UnreadableError, normalise_newlines, read_text
from dbgen.pages.limits import Deadline, DeadlineError
from dbgen.pages.lookup import Lookup, PageSource
from dbgen.pages.syntax_errors import described
from dbgen_schema import Problem

PAGE_SECONDS: Final = 0.5
"""How long rendering a page may take, in seconds of the processor: usual ones take 0.005."""
PAGE_MEMORY: Final = 80 << 20
"""How much memory it may take, in bytes."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as HTML, the problems in it, and every template file that was read for it.

    `html` is empty when the page could not be rendered to its end.
    """

    html: str
    problems: tuple[Problem, ...]
    sources: tuple[Path, ...]


def render_page(
    page: PageSource,
    context: Mapping[str, object],
    lookup: Lookup,
    seconds: float = PAGE_SECONDS,
) -> Rendered:
    """Render `page` with the variables of `context`; `lookup` has the templates it refers to.

    It is given up after some seconds of the processor, where there is a clock for that.
    """
    kept = lookup.templates.kept
    key = _key(page, context) if kept.remembers else None
    known = _known(kept.recall(key), page, lookup) if key else None
    if known is not None:
        return known
    environment = PageEnvironment(lookup, context)
    rendered = _rendered(page, context, environment, seconds)
    if key and not rendered.problems:
        kept.remember(key, (rendered.html, environment.asked))
    return rendered


def _rendered(
    page: PageSource, context: Mapping[str, object], environment: PageEnvironment, seconds: float
) -> Rendered:
    html = ""
    try:
        with Deadline(seconds):
            html = _complete_html(environment, page, context)
            environment.check_closed(html, page.file)
            environment.check_inheritance()
    except BrokenTemplateError:
        pass
    except TemplateSyntaxError as error:
        _report_syntax(environment, error)
    except (DeadlineError, MemoryError) as error:
        _report_excess(environment, error, page)
    except Exception as error:  # noqa: BLE001 - an expression of a page may raise anything
        _report_failure(environment, error, page)
    problems = tuple(sorted(environment.problems))
    return Rendered(html, problems, tuple(dict.fromkeys(environment.sources)))


def _key(page: PageSource, context: Mapping[str, object]) -> tuple[object, ...] | None:
    """Return what a page is made from, but for the templates that it asks for."""
    try:
        return ("page", page.file, read_text(page.path), *context.items())
    except UnreadableError:
        return None


def _known(
    found: tuple[str, Mapping[str, bytes | None]] | None, page: PageSource, lookup: Lookup
) -> Rendered | None:
    """Return a page as an earlier command has rendered it, if its templates are those of then."""
    if found is None:
        return None
    html, asked = found
    if any(lookup.digest(name) != digest for name, digest in asked.items()):
        return None
    paths = (lookup.find(name) for name in asked)
    return Rendered(html, (), (page.path, *filter(None, paths)))


def _html(template: Template, context: Mapping[str, object]) -> str:
    pieces = template.root_render_func(template.new_context(dict(context)))
    return normalise_newlines("".join(pieces))


def _complete_html(
    environment: PageEnvironment, page: PageSource, context: Mapping[str, object]
) -> str:
    """Return the HTML of a page, none if a template is missing; all that are, are told of."""
    while True:
        try:
            html = _html(environment.page(page), context)
        except TemplateNotFound as error:
            place, name = failed_at(error, page.file), str(error.name)
            _report_missing(environment, place, name, page.file)
            if not environment.do_without(name, place):
                return ""
        else:
            return "" if environment.missing else html


def check_template(template: PageSource, lookup: Lookup, seconds: float = PAGE_SECONDS) -> Rendered:
    """Say what is wrong with a template that no page uses, as far as it shows without variables."""
    environment = PageEnvironment(lookup, ())
    try:
        with Deadline(seconds):
            environment.page(template)
            tree = environment.parse(environment.read(template.path, template.file))
        for line, name in _named(tree):
            if lookup.find(name) is None:
                _report_missing(environment, (template.file, line), name, template.file)
    except BrokenTemplateError:
        pass
    except TemplateSyntaxError as error:
        _report_syntax(environment, error)
    except (DeadlineError, MemoryError) as error:
        _report_excess(environment, error, template)
    return Rendered("", tuple(sorted(environment.problems)), (template.path,))


def given_up(error: DeadlineError, template: PageSource, lookup: Lookup) -> Rendered:
    """Say of a template that nothing was done with it, as there was no time left."""
    environment = PageEnvironment(lookup, ())
    _report_excess(environment, error, template)
    return Rendered("", tuple(environment.problems), (template.path,))


def _named(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Return the templates that are named in a template, with the lines."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        name: nodes.Expr = getattr(node, "template")  # noqa: B009 - of each, not of their base
        needed = not (isinstance(node, nodes.Include) and node.ignore_missing)
        if needed and isinstance(name, nodes.Const) and isinstance(name.value, str):
            yield node.lineno, name.value


def _report_missing(environment: PageEnvironment, place: FilePlace, name: str, page: str) -> None:
    message = f"there is no template `{name}`" if name else "the name of the template is empty"
    environment.report(place, "DB406", message, environment.lookup.hint(name, page), names=name)


def _report_syntax(environment: PageEnvironment, error: TemplateSyntaxError) -> None:
    message, hint = described(error.message or "", environment.filters, environment.tests)
    environment.report((error.name or "", error.lineno), "DB402", message, hint)


def _report_excess(environment: PageEnvironment, error: BaseException, page: PageSource) -> None:
    what = "much memory" if isinstance(error, MemoryError) else "long"
    message = f"rendering this takes too {what}"
    hint = "pages are rendered once, when the app is built: compute in the analysis"
    environment.report(failed_at(error, page.file), "DB411", message, hint)


def _report_failure(environment: PageEnvironment, error: Exception, page: PageSource) -> None:
    if isinstance(error, RecursionError):
        _report_endless(environment, error, page)
        return
    place = failed_at(error, page.file)
    message = f"the expression failed: {type(error).__name__}: {error}".rstrip(": ")
    environment.report(place, "DB407", " ".join(message.split()))


def _report_endless(environment: PageEnvironment, error: RecursionError, page: PageSource) -> None:
    """Report what went too deep: a circle of templates, one of macros, or no circle at all."""
    again = repeated(error, page.file)
    circle = [place for place in again if environment.refers(place)]
    if circle:
        message = "templates extend or include each other in a circle"
        files = ", ".join(dict.fromkeys(f"`{file}`" for file, _ in circle))
        hint = f"break the circle of {files}"
        environment.report(circle[0], "DB407", message, hint, names="")
    elif again:
        message = "a macro or a block calls itself without end"
        environment.report(again[0], "DB407", message, "let it end")
    else:
        message = "templates extend or include each other too deeply, in no circle"
        hint = "put what they do into fewer templates"
        environment.report(failed_at(error, page.file), "DB407", message, hint, names="")
