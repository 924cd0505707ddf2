"""The templates of one build, each read, translated and compiled once."""

from dataclasses import dataclass, field
from pathlib import Path

from dbgen.kept import NOTHING, Forgetting, Kept
from dbgen.pages.contexts import context_problems
from dbgen.pages.files import UnreadableError, read_text
from dbgen.pages.shapes import Shapes
from dbgen.pages.tornado_syntax import to_jinja
from dbgen_schema import Problem, Severity


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template as it was written and, as texts and tags, as Jinja takes it, with its problems."""

    source: str = ""
    parts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    autoescape: bool = True

    @property
    def text(self) -> str:
        """What Jinja compiles."""
        return "".join(self.parts)

    @property
    def broken(self) -> bool:
        """Whether there is nothing that Jinja could compile."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Templates:
    """What has been read and compiled so far; what is `kept` is translated for good.

    The `codes` of templates are for all pages that name them.
    """

    kept: Kept = NOTHING
    codes: Kept = field(init=False)
    shapes: Shapes = field(default_factory=Shapes)
    _files: dict[tuple[Path, str], TemplateFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Within one build, nothing is compiled twice in any case.
        codes = Kept() if isinstance(self.kept, Forgetting) else self.kept
        object.__setattr__(self, "codes", codes)

    def read(self, path: Path, name: str) -> TemplateFile:
        """Return the template at `path`; `name` is where its problems say they are."""
        if (path, name) not in self._files:
            self._files[path, name] = read_template(path, name, self.kept)
        return self._files[path, name]

    def source(self, path: Path, name: str) -> str:
        """Return a template as it was written; raises UnreadableError."""
        known = self._files.get((path, name))
        return known.source if known and known.source else read_text(path)


def read_template(path: Path, name: str, kept: Kept = NOTHING) -> TemplateFile:
    """Read and translate a template."""
    try:
        source = read_text(path)
    except UnreadableError as error:
        message = f"the template {error}"
        return TemplateFile(problems=(Problem(name, *error.place, "DB401", message, error.hint),))
    return kept(_translated, source, name)


def _translated(source: str, name: str) -> TemplateFile:
    translated = to_jinja(source, name)
    problems = (*translated.problems, *context_problems(source, name))
    return TemplateFile(source, translated.parts, problems, translated.autoescape)
