"""The Jinja environment of one page: it reads, translates and collects problems."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from jinja2 import BaseLoader, Environment, Template, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dbgen.pages.functions import FILTERS, GLOBALS, TESTS
from dbgen.pages.lookup import Lookup, PageSource
from dbgen.pages.undefined import RecordingUndefined
from dbgen_schema import Problem

# Pages come out the same in every build, so nothing in them may be left to chance.
_RANDOM_FILTERS: Final = ("random",)
_RANDOM_GLOBALS: Final = ("lipsum",)
# Their methods lead to the modules that they are made from.
_OPEN_GLOBALS: Final = ("cycler", "joiner")


class BrokenTemplateError(TemplateError):
    """A template whose problems have been taken down already."""


class PageEnvironment(ImmutableSandboxedEnvironment):
    """The templates, functions and problems of one page while it is rendered.

    It is sandboxed: checking a page, in CI for example, must not run what its author brings along.
    """

    def __init__(self, lookup: Lookup, names: Iterable[str]) -> None:
        super().__init__(
            autoescape=self._escapes,
            bytecode_cache=lookup.templates.compiled,
            extensions=["jinja2.ext.loopcontrols"],
            keep_trailing_newline=True,
            loader=_LookupLoader(lookup, self.read),
            undefined=RecordingUndefined,
        )
        self.problems: set[Problem] = set()
        self.sources: list[Path] = []
        self._templates = lookup.templates
        self._texts: dict[str, str] = {}
        self._unescaped: set[str] = set()
        for table, ours in ((self.globals, GLOBALS), (self.filters, FILTERS), (self.tests, TESTS)):
            table.update(ours)
        for name in _RANDOM_FILTERS:
            del self.filters[name]
        for name in (*_RANDOM_GLOBALS, *_OPEN_GLOBALS):
            del self.globals[name]
        self._names = frozenset([*names, *self.globals])

    def page(self, page: PageSource) -> Template:
        """Compile the page itself, which is no template that others could extend."""
        code = self.compile(self.read(page.path, page.file), page.file, str(page.path))
        return self.template_class.from_code(self, code, self.make_globals(None))

    def read(self, path: Path, name: str) -> str:
        """Return a file as Jinja template; raises BrokenTemplateError when it is none."""
        self.sources.append(path)
        file = self._templates.read(path, name)
        self._texts[name] = file.source
        self.problems.update(file.problems)
        if not file.autoescape:
            self._unescaped.add(name)
        if file.broken:
            raise BrokenTemplateError(name)
        return file.text

    def report(self, file: str, line: int, code: str, message: str, hint: str = "") -> None:
        """Take down a problem in a line of a template."""
        self.problems.add(Problem(file, line, 0, code, message, hint))

    def record_undefined(self, file: str, line: int, value: RecordingUndefined) -> None:
        """Take down that a line of a template uses an undefined value."""
        column = self._column(file, line, value.missing_name)
        message, hint = value.describe(self._names)
        self.problems.add(Problem(file, line, column, "DB405", message, hint))

    def _column(self, file: str, line: int, name: str) -> int:
        """Return where `name` first stands in a tag of the line, or 0."""
        lines = self._texts.get(file, "").split("\n")
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        tags = re.finditer(r"\{[{%].*?(?:[}%]\}|$)", text)
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        found = (word.search(text, tag.start(), tag.end()) for tag in tags)
        return next((match.start() + 1 for match in found if match), 0)

    def _escapes(self, name: str | None) -> bool:
        return name not in self._unescaped


class _LookupLoader(BaseLoader):
    """Loads what `extends` and `include` name."""

    def __init__(self, lookup: Lookup, read: Callable[[Path, str], str]) -> None:
        self._lookup = lookup
        self._read = read

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - the signature is Jinja's
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        path = self._lookup.find(template)
        if path is None:
            raise TemplateNotFound(template)
        return self._read(path, template), str(path), None
