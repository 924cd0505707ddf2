"""Find names that modules import or use when the server starts, and that are not there."""

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Final, NamedTuple

from dbgen.inspecting.framework import framework_names
from dbgen.inspecting.modules import Modules
from dbgen.inspecting.python_source import FRAMEWORK, Module, absolute, dotted, resolve
from dbgen.inspecting.trees import bindings, bound_names, given_attributes
from dbgen_schema import MOST_PROBLEMS, Problem, did_you_mean

_FAILS: Final = "the server imports this module when it starts, and would fail"
_BUILTINS: Final = frozenset(vars(builtins))
_MEANT: Final = ("classmethod", "object", "property", "staticmethod")
"""Builtins that classes have as decorators or bases."""
# Looking for similar names takes a while: the first problems of a module have suggestions, a few
# dozen where it has hundreds of names.
_MOST_COMPARED: Final = 10_000
# Two more than are shown, so that the last one tells that there are others.
_MOST_FOUND: Final = MOST_PROBLEMS + 2
# Whoever mentions one of these may make names that no statement binds.
_MAKES_NAMES: Final = frozenset(
    {
        *("__dict__", "__import__", "builtins", "exec", "globals", "locals", "modules"),
        *("setattr", "vars"),
    }
)
# With one of these, a module may make names in another one that it has at hand.
_SETS_NAMES: Final = frozenset({"__dict__", "setattr", "vars"})


class _Faults(NamedTuple):
    """What is wrong with the names of a module, and which modules it surely imports."""

    problems: tuple[Problem, ...] = ()
    imports: tuple[str, ...] = ()


def start_faults(modules: Modules, names: Iterable[str]) -> Iterator[Problem]:
    """Yield the names that are not there when modules are imported, and what they import."""
    waiting, found = [*names], dict[str, _Faults]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = modules.once(_faults, name)
            waiting += found[name].imports
    problems = [problem for faults in found.values() for problem in faults.problems]
    # Only where something is missing is it worth looking who may bring it.
    others = [problem for problem in problems if problem.code != "DB218"]
    is_missed = len(others) < len(problems)
    if is_missed and any(modules.once(_makes_names_elsewhere, name) for name in found):
        problems = others
    yield from problems


def _faults(modules: Modules, name: str) -> _Faults:
    module = modules.load(name) if modules.path(name) else None
    if not isinstance(module, Module):
        return _Faults()
    reader = _Reader(module, modules)
    found = chain(reader.imports(), reader.attributes(), reader.names_of_classes())
    return _Faults(tuple(islice(found, _MOST_FOUND)), tuple(reader.imported()))


class _Reader:
    """Reads the statements of a module that run whenever it is imported: outside of any `if`."""

    def __init__(self, module: Module, modules: Modules) -> None:
        self._module = module
        self._modules = modules
        self._package = module.name if module.is_package else module.name.rpartition(".")[0]
        self._left = _MOST_COMPARED

    def imported(self) -> Iterator[str]:
        """Yield the modules of the app that are imported, and the packages that they lie in."""
        paths = [self._module.name]
        for node in self._module.tree.body:
            if isinstance(node, ast.Import):
                paths += (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and self._is_in_app(base := self._base(node)):
                paths += (base, *self._submodules(node, base))
        for path in paths:
            if self._is_in_app(path):
                yield path
                yield from _packages(path)

    def _submodules(self, node: ast.ImportFrom, base: str) -> Iterator[str]:
        """Yield the modules that a package has no other names for."""
        for alias in node.names:
            path = f"{base}.{alias.name}"
            if self._modules.path(path) and alias.name not in self._modules.once(_bound, base):
                yield path

    def imports(self) -> Iterator[Problem]:
        """Yield the imports that find nothing."""
        for node in self._module.tree.body:
            if isinstance(node, ast.Import):
                yield from self._modules_of_framework(node)
            elif isinstance(node, ast.ImportFrom) and (base := self._base(node)):
                if base.partition(".")[0] in FRAMEWORK:
                    yield from self._names_of_framework(node, base)
                elif self._is_in_app(base):
                    yield from self._names_of_app(node, base)

    def attributes(self) -> Iterator[Problem]:
        """Yield the attributes of the framework that it does not have."""
        for node in _parts(_evaluated(self._module.tree.body)):
            if isinstance(node, ast.Attribute) and (path := self._framework_path(node)):
                base, _, name = path.rpartition(".")
                names = framework_names(base)
                if names is not None and name not in names and not self._changes(node):
                    yield self._without(node, base, name, names)

    def names_of_classes(self) -> Iterator[Problem]:
        """Yield the decorators and bases of classes that nothing in the module binds."""
        for node in _of_classes(self._module.tree.body):
            head = _head(node)
            if head and self._is_unbound(head.id):
                message = f"nothing here defines `{head.id}`"
                yield self._problem(head, "DB220", message, self._definition(head.id))

    def _base(self, node: ast.ImportFrom) -> str:
        """Return the module that a statement imports from, "" if it lies above the app."""
        if node.level > self._package.count(".") + bool(self._package):
            return ""
        return absolute(node, self._package)

    def _is_in_app(self, path: str) -> bool:
        package = self._modules.package
        return bool(package) and path.partition(".")[0] == package

    def _names_of_app(self, node: ast.ImportFrom, base: str) -> Iterator[Problem]:
        written = f"{'.' * node.level}{node.module or ''}"
        module = self._modules.load(base) if self._modules.path(base) else None
        if isinstance(module, Module):
            for alias in node.names:
                if _lacks(module, alias.name, self._modules):
                    message = f"there is no `{alias.name}` in `{written}`"
                    beside = self._modules.beside(f"{base}.*") if module.is_package else ()
                    known = (*self._modules.once(_own_names, base), *beside)
                    hint = self._similar(alias.name, known) or _FAILS
                    yield self._problem(alias, "DB218", message, hint)
        elif node.level and node.module and not self._modules.has(base):
            hint = self._similar(base.rpartition(".")[2], self._modules.beside(base)) or _FAILS
            yield self._problem(node, "DB218", f"there is no module `{written}`", hint)

    def _modules_of_framework(self, node: ast.Import) -> Iterator[Problem]:
        for alias in node.names:
            base, _, name = alias.name.rpartition(".")
            names = framework_names(base)
            if names is not None and framework_names(alias.name) is None:
                yield self._without(alias, base, name, names)

    def _names_of_framework(self, node: ast.ImportFrom, base: str) -> Iterator[Problem]:
        names = framework_names(base)
        if names is None:
            head, _, name = base.rpartition(".")
            yield self._without(node, head, name, framework_names(head) or frozenset())
            return
        for alias in node.names:
            if alias.name not in names and alias.name != "*":
                yield self._without(alias, base, alias.name, names)

    def _framework_path(self, node: ast.Attribute) -> str:
        """Return which name of the framework an attribute is, "" for none."""
        path, bindings = dotted(node), self._module.bindings
        head = path.partition(".")[0]
        found = resolve(path, bindings) if head in bindings else ""
        return found if found.partition(".")[0] in FRAMEWORK else ""

    def _changes(self, node: ast.Attribute) -> bool:
        """Return whether the module may give the framework this attribute, or replace it."""
        return (
            _makes_names(self._module, self._modules)
            or node.attr in self._given
            or dotted(node).partition(".")[0] in self._rebound
        )

    @cached_property
    def _given(self) -> frozenset[str]:
        """The attributes that the module gives to something."""
        return frozenset(each.attr for each in given_attributes(self._module.tree))

    @cached_property
    def _rebound(self) -> frozenset[str]:
        """The names that something else than an import binds, too."""
        found = bindings(self._module.tree)
        return frozenset(name for node, name in found if not isinstance(node, ast.alias))

    def _is_unbound(self, name: str) -> bool:
        return name not in _BUILTINS and _lacks(self._module, name, self._modules)

    def _definition(self, name: str) -> str:
        if name in (framework_names("databench") or ()):
            return f"import it: `from databench import {name}`"
        known = (*self._modules.once(_own_names, self._module.name), *_MEANT)
        return self._similar(name, known) or "define it here, or import it"

    def _similar(self, name: str, known: Sequence[str]) -> str:
        self._left -= len(known)
        return did_you_mean(name, known) if self._left >= 0 else ""

    def _without(self, node: ast.AST, base: str, name: str, names: Iterable[str]) -> Problem:
        # Of two that differ in case, the last is proposed: the class, and not its module.
        public = sorted((each for each in names if not each.startswith("_")), reverse=True)
        hint = self._similar(name, public) or _FAILS
        return self._problem(node, "DB220", f"`{base}` has no `{name}`", hint)

    def _problem(self, node: ast.AST, code: str, message: str, hint: str) -> Problem:
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1
        return Problem(self._module.file, line, column, code, message, hint)


def _packages(path: str) -> Iterator[str]:
    while path := path.rpartition(".")[0]:
        yield path


def _lacks(module: Module, name: str, modules: Modules) -> bool:
    """Return whether a module surely has no such name; most have it where one looks first."""
    if name == "*" or name.startswith("__") or name in module.bindings or name in module.classes:
        return False
    if name in modules.once(_functions, module.name) or {name, "*", "__getattr__"} & modules.once(
        _bound, module.name
    ):
        return False
    if module.is_package:
        return not (modules.has(f"{module.name}.{name}") or _makes_names(module, modules))
    # Of a module and a package of the same name, Python takes the package.
    return not (modules.path(f"{module.name}.__init__") or _makes_names(module, modules))


def _bound(modules: Modules, name: str) -> frozenset[str]:
    module = modules.load(name)
    return frozenset(bound_names(module.tree) if isinstance(module, Module) else ())


def _makes_names(module: Module, modules: Modules) -> bool:
    mentioned = (modules.facts(module.name).mentions, module.imports)
    return not all(map(_MAKES_NAMES.isdisjoint, mentioned))


def _makes_names_elsewhere(modules: Modules, name: str) -> bool:
    """Return whether a module may give names to other modules of the app."""
    module = modules.load(name) if modules.path(name) else None
    if not isinstance(module, Module):
        return False
    mentioned = modules.facts(name).mentions
    if "modules" in mentioned and not _SETS_NAMES.isdisjoint(mentioned):
        return True
    given = {dotted(node.value) for node in given_attributes(module.tree)}
    # `setattr` may be told any name that is imported here.
    given |= module.bindings.keys() if not _SETS_NAMES.isdisjoint(mentioned) else set()
    return any(_is_module(path, module, modules) for path in given)


def _is_module(path: str, module: Module, modules: Modules) -> bool:
    """Return whether a path that a module writes is one of a module of the app."""
    if path.partition(".")[0] not in module.bindings:
        return False
    found = resolve(path, module.bindings)
    is_in_app = found.partition(".")[0] == modules.package
    return is_in_app and modules.path(found) is not None


def _functions(modules: Modules, name: str) -> frozenset[str]:
    module, kinds = modules.load(name), ast.FunctionDef | ast.AsyncFunctionDef
    body = module.tree.body if isinstance(module, Module) else ()
    return frozenset(node.name for node in body if isinstance(node, kinds))


def _own_names(modules: Modules, name: str) -> tuple[str, ...]:
    """Return the names at the top of a module that somebody may have meant."""
    module = modules.load(name)
    if not isinstance(module, Module):
        return ()
    assigned = (each for each in module.tree.body if isinstance(each, ast.Assign | ast.AnnAssign))
    found = (module.classes, sorted(modules.once(_functions, name)), module.bindings)
    return tuple(dict.fromkeys(chain(*found, *map(bound_names, assigned))))


def _evaluated(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    """Yield the expressions that are evaluated whenever these statements run."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from node.decorator_list
            yield from node.args.defaults
            yield from filter(None, node.args.kw_defaults)
        elif isinstance(node, ast.ClassDef):
            yield from node.decorator_list
            yield from node.bases
            yield from (word.value for word in node.keywords)
            yield from _evaluated(node.body)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) and node.value:
            yield node.value


def _parts(expressions: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield expressions and what is in them, as far as it is evaluated, too."""
    waiting = [*expressions]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            waiting.append(node.value)
        elif isinstance(node, ast.Call):
            waiting += [node.func, *node.args, *(word.value for word in node.keywords)]


def _of_classes(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    """Yield the bases of classes, and the decorators of these and of their methods."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from node.bases
            yield from node.decorator_list
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from each.decorator_list


def _head(node: ast.expr) -> ast.Name | None:
    """Return the first name of `a.b.c`, or of a call of it."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node if isinstance(node, ast.Name) else None
