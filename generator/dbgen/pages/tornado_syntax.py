"""Translate pages written in Tornado's template syntax into Jinja's, line by line.

Jinja's own syntax passes through, so that a page may use either, or both.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from dbgen.pages.scanner import Kind, Piece, Statement, parse_statement, scan
from dbgen_schema import Position, Problem, Severity, did_you_mean

_BLOCKS: Final = {
    "apply": "endfilter",
    "autoescape": "endautoescape",
    "block": "endblock",
    "call": "endcall",
    "filter": "endfilter",
    "for": "endfor",
    "if": "endif",
    "macro": "endmacro",
    "set": "endset",
    "try": "",
    "while": "",
    "with": "endwith",
}
_BRANCHES: Final = {
    "elif": ("if",),
    "else": ("if", "for", "while", "try"),
    "except": ("try",),
    "finally": ("try",),
}
_PLAIN: Final = ("break", "continue", "extends", "include", "import", "from", "raw", "end")
_LOOP_CONTROLS: Final = ("break", "continue")
# What is inside of them runs on its own, and is no part of the loop around it.
_FUNCTIONS: Final = ("block", "call", "macro")
_KNOWN: Final = (*_BLOCKS, *_BRANCHES, *_PLAIN, "comment", "module", "whitespace")
_APPLICABLE: Final = {
    "escape": "xhtml_escape",
    "xhtml_escape": "xhtml_escape",
    "url_escape": "url_escape",
    "json_encode": "json_encode",
    "squeeze": "squeeze",
    "linkify": "linkify",
}
_HINTS: Final = {
    "module": "use `{% include %}`, or a macro of Jinja",
    "import": 'pages import no Python; `{% import "file.html" as name %}` imports macros',
    "from": 'pages import no Python; `{% from "file.html" import name %}` imports macros',
    "try": "use `{% if name is defined %}`, or the filter `default`",
    "while": "use `{% for %}`",
}
_CLOSERS: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_RAW: Final = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}")
_WORD: Final = re.compile(r"\s*\w+\s*")
_FILE_NAME: Final = re.compile(r"[\w./-]+\.\w+")
_AUGMENTED: Final = re.compile(r"(\s*)(\w+)(\s*)(\*\*|//|[-+*/%])=(.*)", re.DOTALL)
_ASSIGNED: Final = re.compile(r"\s*(\w+)\s*=(?!=)")


@dataclass(frozen=True, slots=True)
class Translated:
    """A template in Jinja's syntax, with the lines of the original.

    `parts` are its texts and its tags in order, and `autoescape` is False where the file turned
    escaping off for itself, as Tornado allows.
    """

    parts: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    autoescape: bool = True

    @property
    def text(self) -> str:
        """The whole template."""
        return "".join(self.parts)


class _Open(NamedTuple):
    operator: str
    ending: str
    offset: int
    name: str = ""


def to_jinja(source: str, file: str) -> Translated:
    """Translate the template `source`; `file` is where problems say they are."""
    return _Translator(source, file).translate()


class _Translator:
    """The walk over one template."""

    def __init__(self, source: str, file: str) -> None:
        self._source = source
        self._file = file
        self._offset = 0
        self._open: list[_Open] = []
        self._assigned: dict[str, int] = {}
        self._problems: list[Problem] = []
        self._autoescape = True
        self._extended: int | None = None
        self._statements: Mapping[str, Callable[[Statement, str], str]] = {
            "apply": self._apply,
            "autoescape": self._switch_escaping,
            "block": self._block,
            "comment": self._drop,
            "end": self._end,
            "extends": self._refer,
            "from": self._import,
            "import": self._import,
            "include": self._refer,
            "module": self._refuse,
            "raw": self._raw,
            "set": self._set,
            "try": self._refuse,
            "while": self._refuse,
            "whitespace": self._drop,
        }

    def translate(self) -> Translated:
        pieces = scan(self._source)
        parts = tuple(map(self._piece, pieces))
        if self._extended is not None:
            parts = tuple(map(self._within_frame, pieces, parts))
        for block in self._open:
            message = f"`{{% {block.operator} %}}` is never closed"
            self._report("DB403", message, "close it with `{% end %}`", block.offset)
        return Translated(parts, tuple(sorted(self._problems)), self._autoescape)

    def _within_frame(self, piece: Piece, part: str) -> str:
        # Tornado shows nothing that stands before `extends`, and Jinja shows it before the frame.
        before = piece.kind is Kind.VERBATIM and piece.offset < (self._extended or 0)
        return "\n" * part.count("\n") if before else part

    def _piece(self, piece: Piece) -> str:
        self._offset = piece.offset
        if piece.kind is Kind.LITERAL:
            return f"{{{{ '{piece.text}' }}}}"
        if piece.kind is Kind.STATEMENT:
            return self._statement(parse_statement(piece.text), piece.text)
        if piece.kind is Kind.UNCLOSED:
            self._unclosed(piece)
        elif piece.kind is Kind.EXPRESSION and not piece.text[2:-2].strip("-+ \t\n"):
            self._report("DB402", "`{{ }}` without an expression")
        return piece.text

    def _unclosed(self, piece: Piece) -> None:
        raw = _RAW.match(piece.text)
        opener = raw[0] if raw else piece.text[:2]
        closer = "{% endraw %}" if raw else _CLOSERS[opener]
        self._report("DB402", f"`{opener}` is never closed", f"expected `{closer}`")

    def _statement(self, statement: Statement, text: str) -> str:
        operator = statement.operator
        if operator in self._statements:
            return self._statements[operator](statement, text)
        if operator in _BRANCHES:
            return self._branch(statement, text)
        if operator in _BLOCKS:
            return self._push(operator, text)
        if operator in _BLOCKS.values() and operator:
            return self._end(statement, text)
        if operator in _LOOP_CONTROLS:
            self._check_loop(operator)
        if operator not in _PLAIN:
            found = f"`{{% {operator} %}}`" if operator else "`{% %}`"
            hint = did_you_mean(operator, [*_KNOWN, *filter(None, _BLOCKS.values())])
            self._report("DB402", f"{found} is no statement of a template", hint)
        return text

    def _check_loop(self, operator: str) -> None:
        for block in reversed(self._open):
            if block.operator in ("for", "while"):
                return
            if block.operator in _FUNCTIONS:
                break
        self._report("DB403", f"`{{% {operator} %}}` outside `{{% for %}}`", self._innermost())

    def _push(self, operator: str, text: str, name: str = "") -> str:
        self._open.append(_Open(operator, _BLOCKS[operator], self._offset, name))
        return text

    def _block(self, statement: Statement, _text: str) -> str:
        # Tornado's blocks see the variables around them; Jinja's only do when they are scoped, but
        # for those of the whole template. Each scope takes a copy of all variables.
        scoped = self._open and _WORD.fullmatch(statement.rest)
        rest = f"{statement.rest.rstrip(' ')} scoped " if scoped else statement.rest
        name = statement.argument.partition(" ")[0]
        return self._push("block", statement.written("block", rest), name)

    def _branch(self, statement: Statement, text: str) -> str:
        openers = _BRANCHES[statement.operator]
        if not self._open or self._open[-1].operator not in openers:
            wanted = " or ".join(f"`{{% {opener} %}}`" for opener in openers)
            message = f"`{{% {statement.operator} %}}` outside {wanted}"
            self._report("DB403", message, self._innermost())
        return text

    def _end(self, statement: Statement, text: str) -> str:
        operator = statement.operator
        if not self._open:
            hint = "remove it, or open a block before it"
            self._report("DB403", f"`{{% {operator} %}}` closes nothing", hint)
            return text
        ending = self._open[-1].ending
        if operator not in ("end", ending):
            message = f"`{{% {operator} %}}` does not close the innermost block"
            self._report("DB403", message, self._innermost())
        elif operator == ending and (name := self._open[-1].name) != (statement.argument or name):
            message = f"`{{% {operator} {statement.argument} %}}` closes the block `{name}`"
            self._report("DB403", message, f"write `{{% {operator} {name} %}}`")
        self._open.pop()
        return text if operator == ending else statement.written(ending, " ")

    def _innermost(self) -> str:
        if not self._open:
            return ""
        block = self._open[-1]
        line = self._locate(block.offset).line
        return f"the innermost open block is `{{% {block.operator} %}}` of line {line}"

    def _drop(self, _statement: Statement, text: str) -> str:
        return f"{{#{chr(10) * text.count(chr(10))}#}}"

    def _raw(self, statement: Statement, _text: str) -> str:
        before, after = statement.before.strip("+"), statement.after.strip("+")
        return f"{{{{{before}{statement.space}({statement.rest})|safe {after}}}}}"

    def _apply(self, statement: Statement, _text: str) -> str:
        name = statement.argument
        if name not in _APPLICABLE:
            options = ", ".join(_APPLICABLE)
            hint = did_you_mean(name, _APPLICABLE) or f"expected one of {options}"
            self._report("DB404", f"`{{% apply {name} %}}` calls Python code", hint)
        return self._push("apply", statement.written("filter", f" {_APPLICABLE.get(name, 'e')} "))

    def _switch_escaping(self, statement: Statement, text: str) -> str:
        name = statement.argument
        if name.lower() in ("true", "false"):
            return self._push("autoescape", text)
        if name not in ("None", "escape", "xhtml_escape"):
            message = f"`{{% autoescape {name} %}}` is not one of the two ways to escape a page"
            self._report("DB404", message, "expected None or xhtml_escape")
        self._autoescape = name != "None"
        return self._drop(statement, text)

    def _refer(self, statement: Statement, text: str) -> str:
        name = statement.argument
        if statement.operator == "extends" and not self._open:
            self._check_extended()
        if not _FILE_NAME.fullmatch(name):
            return text
        return statement.written(statement.operator, statement.rest.replace(name, f'"{name}"'))

    def _check_extended(self) -> None:
        if self._extended is None:
            self._extended = self._offset
            return
        line = self._locate(self._extended).line
        hint = f"there is an `extends` in line {line} already"
        self._report("DB402", "a template extends only one other", hint)

    def _import(self, statement: Statement, text: str) -> str:
        quoted = statement.argument.startswith(('"', "'"))
        return text if quoted else self._refuse(statement, text)

    def _refuse(self, statement: Statement, text: str) -> str:
        operator = statement.operator
        message = f"`{{% {operator} %}}` does not work in a page that is rendered at build time"
        self._report("DB404", message, _HINTS[operator])
        return self._push(operator, text) if operator in _BLOCKS else text

    def _set(self, statement: Statement, text: str) -> str:
        if not statement.assigns and not _AUGMENTED.fullmatch(statement.rest):
            return self._push("set", text)
        if augmented := _AUGMENTED.fullmatch(statement.rest):
            space, name, gap, sign, value = augmented.groups()
            rest = f"{space}{name}{gap}= {name} {sign} ({value}) "
            statement = Statement(statement.before, statement.space, "set", rest, statement.after)
            text = statement.written("set", rest)
        self._watch_loops(statement)
        return text

    def _watch_loops(self, statement: Statement) -> None:
        assigned = _ASSIGNED.match(statement.rest)
        if assigned is None:
            return
        name, depth = assigned[1], sum(block.operator == "for" for block in self._open)
        if depth > self._assigned.setdefault(name, depth):
            message = f"`{name}` is set in a loop, and keeps its old value after it"
            hint = f"use `namespace`: {{% set ns = namespace({name}=...) %}} before the loop"
            self._report("DB408", message, hint, severity=Severity.WARNING)

    @cached_property
    def _line_starts(self) -> list[int]:
        # Most templates have no problem that would have to be located.
        return [0, *(match.end() for match in re.finditer("\n", self._source))]

    def _locate(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def _report(
        self,
        code: str,
        message: str,
        hint: str = "",
        offset: int | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        at = self._locate(self._offset if offset is None else offset)
        self._problems.append(
            Problem(self._file, at.line, at.column, code, message, hint, severity)
        )
