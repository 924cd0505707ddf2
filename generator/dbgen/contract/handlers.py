"""The handlers of an analysis class and their parameters."""

import ast
from collections import Counter
from collections.abc import Iterable
from typing import Final, TypeGuard

from dbgen.contract.ancestry import Ancestry
from dbgen.contract.facts import Handler, Parameters, Place, Unmarked
from dbgen.inspecting.classes import (
    STATIC,
    Method,
    action_name,
    decorator_paths,
    is_uncallable,
)
from dbgen.inspecting.modules import FoundClass, Modules
from dbgen.inspecting.python_source import FRAMEWORK, dotted, framework_name, top_level
from dbgen.inspecting.trees import bound_names

# Decorators of the framework that make a handler of a method.
MARKING: Final = ("on", "on_action")
# Decorators that leave the parameters of a method as they are, and make no handler of it.
PLAIN: Final = frozenset(
    {
        "abc.abstractmethod",
        "tornado.gen.coroutine",
        "tornado.gen.engine",
        "typing.override",
        "typing_extensions.override",
    }
)
_DATA: Final = (
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.UnaryOp,
    ast.BinOp,
    ast.JoinedStr,
)


class Handlers:
    """The handlers that are found while the classes are gone through, bases first."""

    def __init__(self, modules: Modules) -> None:
        self.known = True
        self._modules = modules
        self._by_method: dict[str, Handler] = {}
        self._unmarked: dict[str, Unmarked] = {}

    def by_action(self) -> dict[str, tuple[Handler, ...]]:
        """Return the handlers of every action."""
        actions: dict[str, tuple[Handler, ...]] = {}
        for handler in self._by_method.values():
            actions[handler.action] = (*actions.get(handler.action, ()), handler)
        return actions

    def unmarked(self) -> dict[str, Unmarked]:
        """Return the methods that only lack a decorator, by the actions that it would give them."""
        methods = self._unmarked.values()
        ended = {each.replaces.action: each for each in methods if each.replaces}
        return self._unmarked | ended

    def add_class(self, found: FoundClass) -> None:
        """Take in what a class defines itself."""
        nodes = list(top_level(found.node.body))
        count = Counter(node.name for node in nodes if isinstance(node, Method))
        own = set(found.node.body)
        for node in nodes:
            if isinstance(node, Method):
                # Of definitions in an if-else, any may be the one in use.
                is_only = count[node.name] == 1 and node in own
                self._add_method(node, found, is_only=is_only)
            else:
                self._add_statement(node, found)

    @property
    def opaque(self) -> bool:
        """Whether more may run than the methods say: decorators, functions put into the class."""
        return not self.known or not all(handler.plain for handler in self._by_method.values())

    def forget_parameters(self, methods: Iterable[str]) -> None:
        """Take down that something else may be called for these methods."""
        for name in self._by_method.keys() & methods:
            self._by_method[name] = self._by_method[name]._replace(parameters=None, plain=False)

    def forget_all_parameters(self) -> None:
        """Take down that something else may be called for every method."""
        self.forget_parameters([*self._by_method])

    def _add_method(self, node: Method, found: FoundClass, *, is_only: bool) -> None:
        ended = self._replaced(node.name)
        decorators = decorator_paths(node, found.module, self._modules)
        name = action_name(node, decorators)
        # Those that do not come from the framework.
        others = {each for each in decorators if framework_name(each) not in MARKING} - PLAIN
        plain = is_only and not others - {STATIC}
        place = Place(found.module.file, node.lineno, node.col_offset + 1)
        if name:
            parameters = parameters_of(node.args, static=STATIC in others) if plain else None
            self._by_method[node.name] = Handler(name, node.name, place, parameters, plain)
        elif name == "" or not all(each == STATIC or is_uncallable(each) for each in others):
            self.known = False
        elif not others - {STATIC}:
            self._unmarked[node.name] = Unmarked(node.name, place, ended)

    def _replaced(self, method: str) -> Handler | None:
        """Forget what is known of a method; return the handler that it is, or that it ended."""
        unmarked, handler = self._unmarked.pop(method, None), self._by_method.pop(method, None)
        return handler or (unmarked.replaces if unmarked else None)

    def _add_statement(self, node: ast.stmt, found: FoundClass) -> None:
        """Take in an attribute, which may be a handler, too, unless it is plain data."""
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            self._add_value(node.value, names, found)
            self.known = self.known and len(names) == len(targets)
        elif _is_plain_class(node):
            self._replaced(node.name)
        elif not (isinstance(node, ast.Pass) or _is_docstring(node)):
            self.known = False

    def _add_value(self, value: ast.expr | None, names: Iterable[str], found: FoundClass) -> None:
        if value is None:
            # A type without a value leaves everything as it is.
            return
        for name in names:
            self._replaced(name)
            may_be_function = name.startswith("on_") and not isinstance(value, _DATA)
            self.known = self.known and not may_be_function
        self.known = self.known and self._is_data(value, found)

    def _is_data(self, value: ast.expr, found: FoundClass) -> bool:
        if isinstance(value, ast.Call):
            given = [*value.args, *(word.value for word in value.keywords)]
            return self._is_foreign(value.func, found) and all(isinstance(v, _DATA) for v in given)
        return isinstance(value, _DATA) or self._is_foreign(value, found)

    def _is_foreign(self, value: ast.expr, found: FoundClass) -> bool:
        """Return whether a name was imported from outside the project and the framework."""
        path = dotted(value)
        head = path.partition(".")[0]
        if not path or head not in found.module.bindings:
            return False
        canonical = self._modules.canonical(path, found.module)
        top = canonical.partition(".")[0]
        return top not in FRAMEWORK and not self._modules.path(top)


def _is_docstring(node: ast.stmt) -> bool:
    """Return whether a statement is a text, or `...`; a call might do anything to the class."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_plain_class(node: ast.stmt) -> TypeGuard[ast.ClassDef]:
    """Return whether a statement is a class that handles no action: with `action`, one would."""
    if not isinstance(node, ast.ClassDef) or node.bases or node.keywords or node.decorator_list:
        return False
    return "action" not in bound_names(node)


def handlers_of(found: Ancestry, modules: Modules) -> Handlers:
    """Return the handlers of a class, inherited ones too."""
    handlers = Handlers(modules)
    handlers.known = found.complete
    for cls in found.classes:
        handlers.add_class(cls)
    if not found.plain:
        handlers.forget_all_parameters()
    return handlers


def parameters_of(args: ast.arguments, *, static: bool = False) -> Parameters:
    """Return the parameters of a method without its instance, which a static one does not get."""
    names = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    # Without even a `self` of its own, the instance is one of *args.
    own = 0 if static or not names else 1
    required = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    return Parameters(
        positional=tuple(names[own:]),
        positional_only=max(len(args.posonlyargs) - own, 0),
        defaults=min(len(args.defaults), len(names) - own),
        keyword_only=tuple(arg.arg for arg in args.kwonlyargs),
        keyword_required=tuple(arg.arg for arg, default in required if default is None),
        varargs=args.vararg is not None,
        varkw=args.kwarg is not None,
        static=static,
        room=static or bool(names or args.vararg),
    )
