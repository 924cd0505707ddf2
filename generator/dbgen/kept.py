"""Results of pure functions, kept from one build to the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class News:
    """What a process found out: the names of the entries that it used, and those that are new."""

    used: frozenset[bytes] = frozenset()
    fresh: Mapping[bytes, bytes] = field(default_factory=dict)


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

    def lasting(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Return what a function returns, which may be known from an earlier command, too.

        Arguments and results have to survive pickling. None is not kept.
        """
        return self(function, *args, **kwargs)

    @property
    def remembers(self) -> bool:
        """Whether anything can be recalled at all."""
        return True

    def recall(self, key: Hashable) -> Any | None:
        """Return what was remembered under a key, maybe in an earlier command; None for nothing."""
        try:
            if key in self._older and key not in self._fresh:
                self._fresh[key] = self._older[key]
            return self._fresh.get(key)
        except TypeError:
            # Something in the key is a list or a map that somebody wrote into index.yaml.
            return None

    def remember(self, key: Hashable, value: object) -> None:
        """Take down what the key stands for, for builds or commands to come."""
        with suppress(TypeError):
            self._fresh[key] = value

    def take_news(self) -> News:
        """Return what was found out since the last call, for another process."""
        return News()

    def add_news(self, news: News) -> None:
        """Take in what another process found out."""

    def sweep(self) -> None:
        """Forget what nobody has asked for since the last time."""
        self._older, self._fresh = self._fresh, {}


class Forgetting(Kept):
    """Calls functions each time, for programs that build once."""

    def once(self, key: Hashable, make: Callable[[], Result]) -> Result:  # noqa: ARG002
        """Return what `make` returns."""
        return make()

    @property
    def remembers(self) -> bool:
        """Whether anything can be recalled at all."""
        return False

    def recall(self, key: Hashable) -> Any | None:  # noqa: ARG002
        """Return None."""
        return None

    def remember(self, key: Hashable, value: object) -> None:
        """Do nothing."""


NOTHING: Final = Forgetting()
"""Keeps nothing."""
