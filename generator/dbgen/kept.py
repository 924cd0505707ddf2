"""Results of pure functions, kept from one build to the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")


class Kept:
    """Calls functions, and answers from memory where the arguments are those of before.

    The functions have to be pure, and their arguments hashable; nobody may change a result.
    """

    def __init__(self) -> None:
        self._older: dict[Hashable, Any] = {}
        self._fresh: dict[Hashable, Any] = {}

    def __call__(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Return what a function returns for these arguments."""
        return self.once((function, args, *kwargs.items()), lambda: function(*args, **kwargs))

    def once(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return what `make` returned when the key was met first, and has to return each time."""
        if key in self._older and key not in self._fresh:
            self._fresh[key] = self._older[key]
        if key not in self._fresh:
            self._fresh[key] = make()
        result: Result = self._fresh[key]
        return result

    def sweep(self) -> None:
        """Forget what nobody has asked for since the last time."""
        self._older, self._fresh = self._fresh, {}


class _Nothing(Kept):
    """Calls functions each time, for programs that build once."""

    def once(self, key: Hashable, make: Callable[[], Result]) -> Result:  # noqa: ARG002
        """Return what `make` returns."""
        return make()


NOTHING: Final = _Nothing()
"""Keeps nothing."""
