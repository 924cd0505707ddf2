"""Find scripts that make code out of texts, which a policy without 'unsafe-eval' refuses."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from tree_sitter import Node

from dbgen.kept import NOTHING, Kept
from dbgen.libraries import is_library
from dbgen.lines import Lines
from dbgen.pages import Budget, DeadlineError
from dbgen.policy.defaults import app_policy
from dbgen.policy.effective import allows
from dbgen.policy.elements import is_inline_script, script_type
from dbgen.policy.script_urls import LARGEST
from dbgen.project import Analysis, Project
from dbgen.references.markup import COMPUTED, Tag, masked, tags
from dbgen.references.sources import TextFile, budget_of, given_up, own_files, template_file
from dbgen.script_syntax import arguments, literal, parse, text_of
from dbgen.script_syntax import field as child
from dbgen_schema import MOST_PROBLEMS, AppConfig, Position, Problem, Severity

_HINT: Final = (
    "`security: {policy: {script-src: \"'self' 'unsafe-eval'\"}}` in index.yaml allows it, "
    "to all pages"
)
_MAY_EVALUATE: Final = re.compile(r"\b(?:eval|Function|set(?:Timeout|Interval))\b")
_GLOBAL: Final = re.compile(r"^(?:window|self|globalThis)\.")
_GLOBAL_NOT_SELF: Final = re.compile(r"^(?:window|globalThis)\.")
_OWN_SELF: Final = re.compile(r"\bself\s*=[^=]|\bself\s*(?:,[^()]{0,200})?\)\s*(?:=>|\{)")
"""How a script says that its `self` is a variable or an argument."""
_DECLARED: Final = re.compile(r"\bfunction\s+eval\b|\beval\s*=[^=]")
_TIMERS: Final = frozenset({"setInterval", "setTimeout"})
_DEEPEST: Final = 400
_PER_BYTE: Final = 1e-6
"""Seconds, about as many as usual files take."""
_MOST_SECONDS: Final = 0.6

# They compile templates or expressions of the page in the browser.
_COMPILERS: Final = re.compile(
    r"(?:alpine(?:js)?|babel|handlebars|knockout|petite-vue|vega|vue)"
    r"(?:[.@_-](?:v?\d[\w.]*|cdn|debug|esm|browser|global|latest|min|prod|standalone|umd|iife))*"
    r"\.m?js",
    re.IGNORECASE,
)
# Vega does without where it gets this beside it, and expressions as trees.
_INTERPRETER: Final = re.compile(r"vega-interpreter[\w.@-]*\.m?js")
_INTERPRETED: Final = re.compile(r"vega[.@][\w.@-]*js")
_COMPILED_TYPES: Final = frozenset({"text/babel", "text/x-mathjax-config"})

# A text without one of these words, in small letters, cannot have anything of all that.
_SUSPECTS: Final = (
    *("eval", "function", "settimeout", "setinterval", "&#"),
    *("alpine", "babel", "handlebars", "knockout", "mathjax", "vega", "vue"),
)

_Found = tuple[int, str]
"""Where something is in a text, and how a message names it."""


def may_evaluate(config: AppConfig) -> bool:
    """Return whether the policy of an app lets its scripts make code out of texts."""
    return allows(dict(app_policy(config)), "script-src", "'unsafe-eval'")


def check_evaluation(
    analysis: Analysis, kept: Kept = NOTHING, budget: Budget | None = None
) -> list[Problem]:
    """Return where scripts of an analysis certainly do what a policy forbids."""
    budget = budget or Budget()
    return [problem for file in _files(analysis) for problem in _problems(file, kept, budget)]


def check_templates(project: Project, kept: Kept = NOTHING) -> list[Problem]:
    """Return where scripts in the templates beside index.yaml do so."""
    files = filter(None, (template_file(name, project) for name in project.templates))
    budget = budget_of(project)
    return [problem for file in files for problem in _problems(file, kept, budget)]


def _files(analysis: Analysis) -> Iterator[TextFile]:
    """Return the pages and scripts of an analysis."""
    yield from own_files(analysis)
    for file in analysis.static_files:
        if file.path.endswith((".js", ".mjs")) and not is_library(file.path):
            yield TextFile(file.source, analysis.path(f"static/{file.path}"), "", analysis)


def _found(text: str, kind: str) -> list[_Found]:
    return list(_in_page(masked(text)) if kind == ".html" else in_script(text))


def _problems(file: TextFile, kept: Kept, budget: Budget) -> list[Problem]:
    text = file.read() if file.kind in (".html", ".js", ".mjs") else ""
    small = text.lower()
    if len(text) > LARGEST or not any(word in small for word in _SUSPECTS):
        return []
    try:
        with budget.bounded(len(text), _PER_BYTE, _MOST_SECONDS):
            found = kept.lasting(_found, text, file.kind)
    except DeadlineError:
        return [given_up(file)]
    lines = Lines(text) if found else None
    return [_problem(file.file, lines.locate(at), what) for at, what in found if lines]


def _problem(file: str, at: Position, what: str) -> Problem:
    message = f"{what} makes code out of a text, which the policy of the page refuses"
    return Problem(file, at.line, at.column, "DB433", message, _HINT, Severity.WARNING)


def _in_page(html: str) -> Iterator[_Found]:
    every = list(tags(html))
    interprets = any(_INTERPRETER.fullmatch(_script_name(tag)) for tag in every)
    for tag in every:
        if is_inline_script(tag) and tag.content:
            code = tag.content.value.replace(COMPUTED, "_")
            yield from ((tag.content.offset + at, what) for at, what in in_script(code))
        for name, attribute in tag.attributes.items():
            if name.startswith("on"):
                code = attribute.value.replace(COMPUTED, "_")
                yield from ((attribute.offset, what) for _, what in in_script(code))
        if not (interprets and _INTERPRETED.fullmatch(_script_name(tag))):
            yield from _compiler(tag)


def _compiler(tag: Tag) -> Iterator[_Found]:
    if tag.name != "script":
        return
    src, name = tag.attributes.get("src"), _script_name(tag)
    if src and _COMPILERS.fullmatch(name) and script_type(tag) not in _COMPILED_TYPES:
        yield src.offset, f"`{name}`"
    elif script_type(tag) in _COMPILED_TYPES:
        yield tag.attributes["type"].offset, f"a script of the type `{script_type(tag)}`"


def _script_name(tag: Tag) -> str:
    url = tag.text("src") if tag.name == "script" else ""
    return url.partition("?")[0].rpartition("/")[2]


def in_script(text: str) -> list[_Found]:
    """Return where a script certainly makes code out of texts."""
    if not _MAY_EVALUATE.search(text) or _DECLARED.search(text):
        return []
    encoded = text.encode(errors="replace")
    root = parse(encoded)
    if root is None:
        return []
    global_ = _GLOBAL_NOT_SELF if _OWN_SELF.search(text) else _GLOBAL
    calls = ((node, _evaluates(node, global_)) for node in _nodes(root))
    found = islice((call for call in calls if call[1]), MOST_PROBLEMS)
    return [(len(encoded[: node.start_byte].decode()), f"`{name}`") for node, name in found]


def _nodes(root: Node) -> Iterator[Node]:
    """Yield the nodes of a tree, but not those whose failure the script expects."""
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        yield node
        if depth < _DEEPEST and node.type != "try_statement":
            stack.extend((each, depth + 1) for each in reversed(node.named_children))


def _evaluates(node: Node, global_: re.Pattern[str]) -> str:
    """Return how a call that makes code is written, "" for anything else."""
    if node.type not in ("call_expression", "new_expression"):
        return ""
    callee = child(node, "constructor" if node.type == "new_expression" else "function")
    name = global_.sub("", text_of(callee)) if callee else ""
    given = arguments(node)
    if name == "Function":
        new = "new " if node.type == "new_expression" else ""
        # The old way to the global object, whose failure libraries expect.
        return "" if [literal(each) for each in given] == ["return this"] else f"{new}Function()"
    if node.type == "new_expression" or not given:
        return ""
    if name in _TIMERS:
        return f"{name}()" if given[0].type in ("string", "template_string") else ""
    return "eval()" if name == "eval" else ""
