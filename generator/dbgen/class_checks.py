"""Check that analysis.py has the one class that the entry means, or say which one is near."""

import ast
from collections.abc import Iterator
from typing import Final

from dbgen.inspecting.classes import imported_class, undecided_classes
from dbgen.inspecting.imports import module_name
from dbgen.inspecting.modules import Modules
from dbgen.inspecting.python_source import FRAMEWORK, Module, dotted, resolve
from dbgen.project import Analysis, Project
from dbgen_schema import Path_, Problem, suggest

_MOST_BASES: Final = 3

Fault = tuple[Path_, str, str, str]
"""Where in index.yaml, code, message and hint."""


def check_class(project: Project, number: int, analysis: Analysis) -> Problem | Fault | None:
    """Return what is wrong with the class of an analysis: in its file, or in its entry."""
    if analysis.cls or any(_explains(problem, analysis) for problem in project.problems):
        return None
    names = [cls.name for cls in analysis.candidates]
    wanted = analysis.entry.class_name
    entry: Path_ = ("analyses", number)
    if not names:
        return _no_class(project, analysis, (*entry, "name"))
    if wanted is None:
        message = f"{analysis.file} defines several analysis classes: {', '.join(names)}"
        hint = f"name one in the entry, for example `class: {names[-1]}`"
        return entry, "DB204", message, hint
    near = suggest(wanted, names)
    hint = f"did you mean `{near}`?" if near else f"there is {', '.join(names)}"
    message = f"there is no analysis class `{wanted}` in {analysis.file}"
    return (*entry, "class"), "DB207", message, hint


def _explains(problem: Problem, analysis: Analysis) -> bool:
    return problem.file == analysis.file and problem.code in ("DB205", "DB208")


def _no_class(project: Project, analysis: Analysis, place: Path_) -> Problem | Fault | None:
    modules = project.modules or Modules(project.root, project.package)
    module = modules.load(module_name(project.package, analysis.file))
    message = f"{analysis.file} defines no analysis class"
    hint = "define a class there that derives from databench.Analysis"
    if not isinstance(module, Module):
        return place, "DB203", message, hint
    near = next(_near(module), None)
    if near:
        return near
    imported = next(_imported(module, modules), None)
    if imported:
        return place, "DB203", message, f"it imports one: add `class: {imported}` to the entry"
    undecided = next(undecided_classes(module, modules), None)
    if undecided:
        is_told = any(_is_about_base(problem, undecided, module) for problem in project.problems)
        return None if is_told else _unknown_base(undecided, module)
    if module.classes:
        name, node = next(iter(module.classes.items()))
        found = f"`{name}` does not derive from databench.Analysis, nor does another class here"
        hint = f"write `class {name}(databench.Analysis):`"
        return Problem(module.file, node.lineno, node.col_offset + 1, "DB203", found, hint)
    return place, "DB203", message, hint


def _is_about_base(problem: Problem, node: ast.ClassDef, module: Module) -> bool:
    """Return whether a problem tells that nothing defines a base of a class."""
    places = [(base.lineno, base.col_offset + 1) for base in node.bases]
    is_here = problem.code == "DB220" and problem.file == module.file
    return is_here and (problem.line, problem.column) in places


def _unknown_base(node: ast.ClassDef, module: Module) -> Problem:
    written = [f"`{path}`" for base in node.bases if (path := dotted(base))]
    bases = " and ".join(written[:_MOST_BASES]) or "what a call returns"
    message = f"whether `{node.name}` is an analysis cannot be read here: it derives from {bases}"
    hint = f"if it is, say so in the entry: `class: {node.name}`"
    return Problem(module.file, node.lineno, node.col_offset + 1, "DB203", message, hint)


def _near(module: Module) -> Iterator[Problem]:
    """Yield the classes whose base was probably meant to be databench.Analysis."""
    for name, node in module.classes.items():
        for base in node.bases:
            written = dotted(base)
            hint = _base_hint(written, module)
            if hint:
                message = f"`{name}` derives from `{written}`, which is no analysis class"
                yield Problem(module.file, base.lineno, base.col_offset + 1, "DB203", message, hint)


def _base_hint(written: str, module: Module) -> str:
    known = {*module.bindings, *module.classes}
    head, _, last = resolve(written, module.bindings).rpartition(".")
    if head.partition(".")[0] in FRAMEWORK and suggest(last, ["Analysis"]):
        return "did you mean `databench.Analysis`?"
    if written == "Analysis" and written not in known:
        return "import it: `from databench import Analysis`"
    if written.partition(".")[0] not in known and suggest(written, ["databench.Analysis"]):
        return "did you mean `databench.Analysis`?"
    return ""


def _imported(module: Module, modules: Modules) -> Iterator[str]:
    """Yield the names under which a module imports analysis classes of the project."""
    return (name for name in module.bindings if imported_class(name, module, modules))
