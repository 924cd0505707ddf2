"""The templates of one build, each read, translated and compiled once."""

from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

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


class CompiledTemplates(BytecodeCache):
    """Code of templates in memory, for the environments of several pages."""

    def __init__(self, kept: Kept) -> None:
        # Within one build, nothing is compiled twice in any case.
        self._kept = Kept() if isinstance(kept, Forgetting) else kept

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put the code of a template into its bucket, if there is any."""
        bucket.code = self._codes(bucket).get(bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._codes(bucket)[bucket.checksum] = bucket.code

    def _codes(self, bucket: Bucket) -> dict[str, CodeType]:
        """Return the code of a template by its checksum; there is only one."""
        codes: dict[str, CodeType] = self._kept.once((CompiledTemplates, bucket.key), dict)
        if bucket.checksum not in codes:
            codes.clear()
        return codes


@dataclass(frozen=True, slots=True)
class Templates:
    """What has been read and compiled so far; what is `kept` is translated for good."""

    kept: Kept = NOTHING
    compiled: CompiledTemplates = field(init=False)
    shapes: Shapes = field(default_factory=Shapes)
    _files: dict[tuple[Path, str], TemplateFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", CompiledTemplates(self.kept))

    def read(self, path: Path, name: str) -> TemplateFile:
        """Return the template at `path`; `name` is where its problems say they are."""
        if (path, name) not in self._files:
            self._files[path, name] = read_template(path, name, self.kept)
        return self._files[path, name]


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
