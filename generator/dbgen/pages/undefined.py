"""Undefined names that are written down instead of ending the rendering at the first one."""

import inspect
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import FrameType
from typing import Any, Final, Protocol, Self, runtime_checkable

from jinja2 import Template, Undefined, UndefinedError
from jinja2.utils import missing

from dbgen_schema import did_you_mean

_ONE_REQUEST: Final = "belongs to one request, but pages are rendered once, at build time"
_REQUEST_HINTS: Final[Mapping[str, str]] = {
    "handler": "read it in JavaScript, or from `self.request_args` in the analysis",
    "request": "read it in JavaScript, or from `self.request_args` in the analysis",
    "current_user": "ask for it from the page, by JavaScript",
    "locale": "translate in JavaScript, or write the text itself",
    "_": "translate in JavaScript, or write the text itself",
    "pgettext": "translate in JavaScript, or write the text itself",
    "static_url": "write the address itself, such as /<name>/static/file.png",
    "reverse_url": "write the address itself",
    "xsrf_form_html": "post from JavaScript, or to a handler of routes.py that makes the form",
    "xsrf_token": "post from JavaScript, or to a handler of routes.py that makes the form",
    "datetime": "show times by JavaScript, or put a fixed text into index.yaml",
    "modules": "use `{% include %}`, or a macro of Jinja",
}
_LEFT_OUT: Final[Mapping[str, str]] = {
    "cycler": "use `loop.cycle`",
    "joiner": "use the filter `join`, or `loop.first`",
    "lipsum": "pages come out the same in every build: write the text itself",
}


@runtime_checkable
class Recorder(Protocol):
    """The environment of a page that collects what is undefined in it."""

    def record_undefined(self, file: str, line: int, value: "RecordingUndefined") -> None:
        """Take down that a line of a template uses an undefined value."""


class RecordingUndefined(Undefined):
    """A value that reports its use, and then behaves like nothing at all."""

    __slots__ = ()

    @property
    def missing_name(self) -> str:
        """The name that is not defined."""
        return str(self._undefined_name)

    @property
    def _is_parameter(self) -> bool:
        """Whether it stands for what the call of a macro left out."""
        return self._undefined_obj is missing and self._undefined_hint is not None

    def describe(self, names: frozenset[str]) -> tuple[str, str]:
        """Return message and hint; `names` are the names that are defined in the page."""
        name, owner = self.missing_name, self._undefined_obj
        if self._is_parameter:
            return f"the macro is called without its argument `{name}`", "add it to the call"
        if self._undefined_hint:
            return f"`{name}` is closed to templates", ""
        if owner is missing:
            return f"`{name}` is undefined", _hint(name, names)
        if isinstance(owner, Mapping):
            return f"a map without the key `{name}`", did_you_mean(name, map(str, owner))
        public = (attribute for attribute in dir(owner) if not attribute.startswith("_"))
        kind = type(owner).__name__
        return f"a value of type {kind} has no attribute `{name}`", did_you_mean(name, public)

    def _record(self, *_args: object, **_kwargs: object) -> Self:
        frames = traceback.walk_stack(inspect.currentframe())
        place = template_line(_beyond_macro(frames) if self._is_parameter else frames)
        if place is None:
            # The compiler tries constant parts; refused, they are left for the rendering.
            raise UndefinedError(self._undefined_message)
        template, line = place
        recorder = getattr(template, "environment", None)
        # The value of `{{ a if b }}` has no name; it stands for nothing on purpose.
        if isinstance(recorder, Recorder) and self._undefined_name is not None:
            recorder.record_undefined(template.name or "", line, self)
        return self

    def _nothing(self, *_args: object, **_kwargs: object) -> bool:
        # Macros ask whether there is a `caller`, which may be left out.
        if not (self._is_parameter and self.missing_name == "caller"):
            self._record()
        return False

    def _zero(self) -> int:
        self._record()
        return 0

    def _zero_float(self) -> float:
        self._record()
        return 0.0

    def _itself(self, _key: object) -> Self:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __ne__(self, other: object) -> bool:
        return not self._nothing(other)

    def __iter__(self) -> Iterator[Any]:
        self._record()
        return iter(())

    def __str__(self) -> str:
        self._record()
        return ""


_OPERATORS: Final[Mapping[Callable[..., object], str]] = {
    RecordingUndefined._record: "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv "
    "mod rmod pow rpow pos neg abs round call",
    RecordingUndefined._nothing: "eq lt le gt ge bool contains",
    RecordingUndefined._zero: "int len index",
    RecordingUndefined._zero_float: "float",
    RecordingUndefined._itself: "getitem",
}
for _method, _names in _OPERATORS.items():
    for _name in _names.split():
        setattr(RecordingUndefined, f"__{_name}__", _method)


def template_line(frames: Iterable[tuple[FrameType, int]]) -> tuple[Template, int] | None:
    """Return the template that the first frame of template code belongs to, and its line."""
    for frame, line in frames:
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            return template, template.get_corresponding_lineno(line)
    return None


def _beyond_macro(frames: Iterable[tuple[FrameType, int]]) -> Iterator[tuple[FrameType, int]]:
    """Leave out the frames up to that of the innermost macro, so that its call comes first."""
    for frame, _ in (rest := iter(frames)):
        if frame.f_code.co_name == "macro" and "__jinja_template__" in frame.f_globals:
            break
    return rest


@lru_cache(maxsize=256)
def _hint(name: str, names: frozenset[str]) -> str:
    if name in _REQUEST_HINTS:
        return f"{_ONE_REQUEST}: {_REQUEST_HINTS[name]}"
    return _LEFT_OUT.get(name) or did_you_mean(name, names)
