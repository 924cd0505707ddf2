"""The names of a script: what is declared where."""

from dataclasses import dataclass, field

from tree_sitter import Node


@dataclass(slots=True)
class Binding:
    """A name: the expressions that were assigned to it, unless something else was (`opaque`).

    `given` says what is handed over to a parameter, `functions` what declares it as a function or
    a class, `module` is the address of a module that it stands for as a whole.
    """

    values: list[tuple[Node, "Scope"]] = field(default_factory=list)
    opaque: bool = False
    given: str = ""
    path: str = ""
    module: str = ""
    functions: list[Node] = field(default_factory=list)


class Scope:
    """The names that are declared at one place, and those around it."""

    def __init__(self, parent: "Scope | None" = None, *, is_block: bool = False) -> None:
        self.parent = parent
        self.names: dict[str, Binding] = {}
        self._is_block = is_block

    def declare(self, name: str) -> Binding:
        """Return the binding of a name of this scope."""
        return self.names.setdefault(name, Binding())

    def find(self, name: str) -> Binding | None:
        """Return the binding that a name means here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    @property
    def function(self) -> "Scope":
        """The scope of the function around, where `var` declares its names."""
        scope = self
        while scope._is_block and scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def top(self) -> "Scope":
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope
