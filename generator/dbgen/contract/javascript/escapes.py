"""Tell whether a script hands its connection, or the library, to code that is not known."""

from typing import Final

from tree_sitter import Node

from dbgen.contract.javascript.connections import WIRE, Kinds, matters
from dbgen.contract.javascript.library import FIELDS, METHODS
from dbgen.contract.javascript.results import PASSIVE, Results
from dbgen.contract.javascript.scopes import Met
from dbgen.script_syntax import FUNCTIONS, arguments, field, text_of, wrapping

_USED: Final = frozenset({"Databench.Connection", "Databench.connect", "Databench.attach", WIRE})
_PARTS: Final = frozenset({"Databench", "Databench.ui"})


def escapes(met: Met, kinds: Kinds) -> bool:
    """Return whether an expression is a connection or a part of the library that gets away."""
    node = met.node
    if node.type == "shorthand_property_identifier":
        binding = met.scope.find(text_of(node))
        return binding is not None and (bool(binding.module) or matters(kinds.bound(binding)))
    if kinds.is_module(node, met.scope):
        return not _is_looked_into(node)
    kind = kinds.of(node, met.scope)
    return matters(kind) and _leaves(node, kind, met, kinds)


def _leaves(node: Node, kind: str, met: Met, kinds: Kinds) -> bool:
    outer = wrapping(node)
    parent = outer.parent
    if parent is None:
        return False
    if _is_declared(outer, parent):
        is_assigned = parent.type == "assignment_expression"
        is_value = is_assigned and parent.child_by_field_name("right") == outer
        return is_value and _leaves(parent, kind, met, kinds)
    if kind.startswith("Databench"):
        return not _library_use(outer, parent, kind)
    if _connection_use(met, kinds, outer, parent):
        return False
    return not Results(kinds.functions).is_dropped(outer, _method(node, met, kinds))


def _is_looked_into(module: Node) -> bool:
    """Return whether of a whole module, only a name in it is used: `module.name`."""
    outer = wrapping(module)
    parent = outer.parent
    if parent is None or parent.type in _DECLARATIONS or parent.type == "namespace_export":
        return True
    return parent.type == "member_expression" and parent.child_by_field_name("object") == outer


def _method(node: Node, met: Met, kinds: Kinds) -> str:
    """Return the method whose call returns the connection that there was before, or ""."""
    callee = field(node, "function") if node.type == "call_expression" else None
    if callee is None:
        return ""
    is_wired = kinds.of(callee, met.scope) == WIRE
    return "wire" if is_wired else kinds.method(callee, met.scope)[1]


def _is_declared(node: Node, parent: Node) -> bool:
    """Return whether a name is only being given here: as a variable, parameter or import."""
    if parent.type in ("variable_declarator", "assignment_expression", "field_definition"):
        target = parent.child_by_field_name("name") or parent.child_by_field_name("left")
        return target == node or _is_tracked(parent, target)
    return parent.type in _DECLARATIONS or (
        parent.type == "arrow_function" and parent.child_by_field_name("parameter") == node
    )


_DECLARATIONS: Final = frozenset(
    {
        "export_specifier",
        "export_statement",
        "formal_parameters",
        "import_clause",
        "import_specifier",
        "namespace_import",
        "required_parameter",
    }
)


def _is_tracked(parent: Node, target: Node | None) -> bool:
    """Return whether the value goes to a name that is followed."""
    if target is None:
        return parent.type == "field_definition"
    if target.type == "member_expression":
        owner = field(target, "object")
        return owner is not None and text_of(owner) in ("this", "window", "globalThis", "self")
    return target.type in ("identifier", "object_pattern")


def _library_use(node: Node, parent: Node, kind: str) -> bool:
    if parent.type == "member_expression" and parent.child_by_field_name("object") == node:
        return kind in _PARTS or kind.startswith("Databench.ui.ButtonState")
    if kind.startswith("Databench.ui.ButtonState"):
        return True
    if parent.type in ("new_expression", "call_expression"):
        callee = parent.child_by_field_name("constructor") or parent.child_by_field_name("function")
        return callee == node and kind in _USED
    return parent.type in PASSIVE or parent.type == "binary_expression"


def _connection_use(met: Met, kinds: Kinds, node: Node, parent: Node) -> bool:
    if parent.type == "member_expression" and parent.child_by_field_name("object") == node:
        return _member_use(parent)
    if parent.type == "arguments":
        return _argument_use(met, kinds, node, parent)
    return parent.type == "await_expression"


def _member_use(member: Node) -> bool:
    name = member.child_by_field_name("property")
    outer = wrapping(member)
    parent = outer.parent
    is_called = (
        parent is not None
        and parent.type == "call_expression"
        and parent.child_by_field_name("function") == outer
    )
    if name is None or parent is None:
        return False
    if text_of(name) in ("then", "catch", "finally"):
        return is_called and all(each.type in FUNCTIONS for each in arguments(parent))
    return text_of(name) in FIELDS or (is_called and text_of(name) in METHODS)


def _argument_use(met: Met, kinds: Kinds, node: Node, parent: Node) -> bool:
    call = parent.parent
    if call is None or call.type not in ("call_expression", "new_expression"):
        return False
    callee = field(call, "function") or field(call, "constructor")
    if callee is None:
        return False
    if kinds.of(callee, met.scope) == WIRE:
        return bool(parent.named_children) and parent.named_children[0] == node
    if text_of(callee).startswith("console."):
        return True
    given = [child for child in parent.named_children if child.type != "comment"]
    return kinds.receives(met._replace(node=call), given.index(node))
