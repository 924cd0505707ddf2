"""Which elements `script` hold JavaScript, by the HTML standard."""

from typing import Final

_MODULE: Final = "module"
_JAVASCRIPT: Final = frozenset(
    {
        *(f"text/{name}" for name in ("javascript", "ecmascript", "jscript", "livescript")),
        *(f"text/x-{name}" for name in ("javascript", "ecmascript")),
        *(f"application/{name}" for name in ("javascript", "ecmascript")),
        *(f"application/x-{name}" for name in ("javascript", "ecmascript")),
        *(f"text/javascript1.{number}" for number in range(6)),
    }
)
_BLANKS: Final = " \t\n\f\r"


def is_script_type(written: str) -> bool:
    """Return whether browsers run an element with this `type`; a parameter is one too many."""
    return not written or _normal(written) in _JAVASCRIPT or is_module_type(written)


def is_module_type(written: str) -> bool:
    """Return whether an element with this `type` is a module."""
    return _normal(written) == _MODULE


def _normal(written: str) -> str:
    return written.strip(_BLANKS).lower()
