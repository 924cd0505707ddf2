"""Results of pure functions, kept from one build to the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, ParamSpec, TypeVar

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
        key = (function, args, *kwargs.items())
        if key not in self._fresh:
            known = key in self._older
            self._fresh[key] = self._older[key] if known else function(*args, **kwargs)
        result: Result = self._fresh[key]
        return result

    def sweep(self) -> None:
        """Forget what nobody has asked for since the last time."""
        self._older, self._fresh = self._fresh, {}
