"""The Jinja environment of one page: it reads, translates and collects problems."""

import inspect
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    Environment,
    Template,
    TemplateError,
    TemplateNotFound,
    Undefined,
    nodes,
)
from jinja2.ext import LoopControlExtension
from jinja2.runtime import BlockReference, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dbgen.pages.failures import FilePlace, only_includes, referring_position, tag_position
from dbgen.pages.functions import FILTERS, GLOBALS, TESTS
from dbgen.pages.inheritance import lost_parts
from dbgen.pages.lookup import Lookup, PageSource
from dbgen.pages.names import defined_names
from dbgen.pages.templates import TemplateFile
from dbgen.pages.unclosed import unclosed_problem
from dbgen.pages.undefined import RecordingUndefined, template_line
from dbgen_schema import Problem, Severity

# Pages come out the same in every build, so nothing in them may be left to chance.
_RANDOM_FILTERS: Final = ("random",)
_RANDOM_GLOBALS: Final = ("lipsum",)
# Their methods lead to the modules that they are made from.
_OPEN_GLOBALS: Final = ("cycler", "joiner")


# With so many open, it is their number that exhausts the stack, and not what one of them holds.
_MANY_TEMPLATES: Final = 50
_MOST_MISSING: Final = 20


class BrokenTemplateError(TemplateError):
    """A template whose problems have been taken down already."""


class PageEnvironment(ImmutableSandboxedEnvironment):
    """The templates, functions and problems of one page while it is rendered.

    It is sandboxed: checking a page, in CI for example, must not run what its author brings along.
    """

    # What makes much of little is computed in the page, whose line is known, not by the compiler.
    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, lookup: Lookup, names: Iterable[str]) -> None:
        super().__init__(
            autoescape=self._escapes,
            extensions=[LoopControlExtension],
            finalize=self._shown,
            keep_trailing_newline=True,
            loader=_LookupLoader(self),
            undefined=RecordingUndefined,
        )
        self.lookup = lookup
        self.problems: set[Problem] = set()
        self.sources: list[Path] = []
        self.asked: dict[str, bytes | None] = {}
        self.missing: set[str] = set()
        self._templates = lookup.templates
        self._files: dict[str, TemplateFile] = {}
        self._names_of: dict[str, str] = {}
        self._unescaped: set[str] = set()
        for table, ours in ((self.globals, GLOBALS), (self.filters, FILTERS), (self.tests, TESTS)):
            table.update(ours)
        for name in _RANDOM_FILTERS:
            del self.filters[name]
        for name in (*_RANDOM_GLOBALS, *_OPEN_GLOBALS):
            del self.globals[name]
        self._names = frozenset([*names, *self.globals])
        self._read_names = (0, self._names)

    def page(self, page: PageSource) -> Template:
        """Compile the page itself, which is no template that others could extend."""
        file = self._read(page.path, page.file)
        key = ("page", file.text, page.file, page.path)
        code = self._templates.kept.once(key, lambda: self._code(file, page))
        return self.template_class.from_code(self, code, self.globals)

    def named(self, name: str, names: MutableMapping[str, Any]) -> Template:
        """Return a template that another one names; `names` are known in all of it."""
        path = self.lookup.find(name)
        if self._templates.kept.remembers:
            self.asked[name] = self.lookup.digest(name)
        if path is None and name not in self.missing:
            raise TemplateNotFound(name)
        file = self._read(path, name) if path else TemplateFile()
        key = ("template", file.source, name, path)
        filename = str(path) if path else None
        code = self._templates.codes.once(key, lambda: self.compile(file.text, name, filename))
        return self.template_class.from_code(self, code, names)

    def _code(self, file: TemplateFile, page: PageSource) -> CodeType:
        name, filename = page.file, str(page.path)
        shapes = self._templates.shapes
        code = shapes.compile(self, file.parts, name, filename) if file.autoescape else None
        return code or self.compile(file.text, name, filename)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        with self._bounded(name or ""):
            return super()._parse(source, name, filename)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        with self._bounded(name or ""):
            return super()._generate(source, name, filename, defer_init)

    def _compile(self, source: str, filename: str) -> CodeType:
        with self._bounded(self._names_of.get(filename, "")):
            return super()._compile(source, filename)

    @contextmanager
    def _bounded(self, name: str) -> Iterator[None]:
        """Take down that a template is more than the parsers of Jinja and Python can hold."""
        try:
            yield
        except (RecursionError, SyntaxError) as error:
            if name not in self._files:
                # This is the shape of a page, which is compiled by itself then.
                raise
            if isinstance(error, RecursionError) and len(self.sources) > _MANY_TEMPLATES:
                raise
            message = "the blocks or brackets of this template are nested too deeply"
            hint = "move the inner ones into a template of their own, and include that"
            self.report((name, 0), "DB402", message, hint)
            raise BrokenTemplateError(name) from None

    def read(self, path: Path, name: str) -> str:
        """Return a file as Jinja template; raises BrokenTemplateError when it is none."""
        return self._read(path, name).text

    def _read(self, path: Path, name: str) -> TemplateFile:
        self.sources.append(path)
        file = self._templates.read(path, name)
        self._names_of[str(path)] = name
        self._files[name] = file
        self.problems.update(file.problems)
        if not file.autoescape:
            self._unescaped.add(name)
        if file.broken:
            raise BrokenTemplateError(name)
        return file

    def report(
        self, place: FilePlace, code: str, message: str, hint: str = "", names: str | None = None
    ) -> None:
        """Take down a problem in a line of a template.

        It is that of the statement that `names` a template ("" for any), or of the only tag.
        """
        file, line = place
        source = self._source(file)
        at = None if names is None else referring_position(source, line, names)
        at = at or tag_position(source, line)
        self.problems.add(Problem(file, at.line, at.column, code, message, hint))

    def do_without(self, name: str, place: FilePlace) -> bool:
        """Take a template that is missing for an empty one; return whether that changes anything.

        That is done with what a line includes, so that more than the first one can be told of.
        """
        file, line = place
        known = name in self.missing or len(self.missing) >= _MOST_MISSING
        self.missing.add(name)
        return not known and only_includes(self._source(file), line)

    def refers(self, place: FilePlace) -> bool:
        """Return whether a line names another template."""
        file, line = place
        return referring_position(self._source(file), line) is not None

    def check_closed(self, html: str, page: str) -> None:
        """Take down what is never closed in the finished page."""
        texts = tuple((name, file.source) for name, file in self._files.items())
        found = self._templates.kept(unclosed_problem, html, texts, page)
        if found:
            self.problems.add(found)

    def check_inheritance(self) -> None:
        """Take down what of the templates of the app has no place in those that they extend."""
        packaged = str(self.lookup.packaged)
        for path, name in self._names_of.items():
            if "extends" in self._files[name].source and not path.startswith(packaged):
                self.problems.update(lost_parts(name, self._files))

    def _source(self, file: str) -> str:
        return self._files[file].source if file in self._files else ""

    def record_undefined(self, file: str, line: int, value: RecordingUndefined) -> None:
        """Take down that a line of a template uses an undefined value."""
        column = self._name_column(file, line, value.missing_name)
        message, hint = value.describe(self._all_names())
        self.problems.add(Problem(file, line, column, "DB405", message, hint))

    def _all_names(self) -> frozenset[str]:
        """Return the names of the page and those that its templates give to values."""
        if self._read_names[0] != len(self._files):
            defined = (defined_names(file.source) for file in self._files.values())
            self._read_names = (len(self._files), self._names.union(*defined))
        return self._read_names[1]

    def _shown(self, value: object) -> object:
        """Take down that a function is shown, instead of what it returns, and return any value."""
        if callable(value) and not isinstance(value, Undefined | LoopContext):
            place = template_line(traceback.walk_stack(inspect.currentframe()))
            if place:
                self._record_function(_name_of(value), place[0].name or "", place[1])
        return value

    def _record_function(self, name: str, file: str, line: int) -> None:
        message = f"this shows the function `{name}`, not what it returns"
        hint = "call it, with `()` after it"
        column = self._name_column(file, line, name)
        self.problems.add(Problem(file, line, column, "DB414", message, hint, Severity.WARNING))

    def _name_column(self, file: str, line: int, name: str) -> int:
        return self._column(file, line, name) or tag_position(self._source(file), line).column

    def _column(self, file: str, line: int, name: str) -> int:
        """Return where `name` first stands in a tag of the line, or 0."""
        lines = self._source(file).split("\n")
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        tags = re.finditer(r"\{[{%].*?(?:[}%]\}|$)", text)
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        found = (word.search(text, tag.start(), tag.end()) for tag in tags)
        return next((match.start() + 1 for match in found if match), 0)

    def _escapes(self, name: str | None) -> bool:
        return name not in self._unescaped


def _name_of(function: Callable[..., object]) -> str:
    if isinstance(function, BlockReference):
        # The block as the page itself has it, or as a template above it does.
        return "super" if function._depth else f"self.{function.name}"
    name = getattr(function, "name", "") or getattr(function, "__name__", "function")
    return str(name).removeprefix("safe_")


class _LookupLoader(BaseLoader):
    """Loads what `extends` and `include` name."""

    def __init__(self, environment: PageEnvironment) -> None:
        self._environment = environment

    def load(
        self,
        environment: Environment,  # noqa: ARG002 - the signature is Jinja's
        name: str,
        names: MutableMapping[str, Any] | None = None,
    ) -> Template:
        # With the sources alone, Jinja looks for the code of each template by digests of its text.
        return self._environment.named(name, names or {})
