"""Tell whether a message fits the parameters of a handler, by the rules of Python's calls."""

from collections.abc import Iterable

from dbgen.contract.facts import Arguments, Parameters
from dbgen_schema import suggest


def misfit(sent: Arguments, takes: Parameters) -> tuple[str, str]:
    """Return what does not fit and what may have been meant, two empty texts if all is well."""
    return _too_many(sent, takes) or _unexpected(sent, takes) or _missing(sent, takes) or ("", "")


def signature(method: str, takes: Parameters) -> str:
    """Return how the handler is defined, without defaults' values."""
    required = len(takes.positional) - takes.defaults
    parts = ["self"] if takes.room and not takes.static else []
    for number, name in enumerate(takes.positional, 1):
        parts.append(name if number <= required else f"{name}=...")
        if number == takes.positional_only:
            parts.append("/")
    if takes.varargs:
        parts.append("*args")
    elif takes.keyword_only:
        parts.append("*")
    optional = set(takes.keyword_only) - set(takes.keyword_required)
    parts += [f"{name}=..." if name in optional else name for name in takes.keyword_only]
    parts += ["**kwargs"] if takes.varkw else []
    return f"def {method}({', '.join(parts)})"


def _too_many(sent: Arguments, takes: Parameters) -> tuple[str, str] | None:
    room = len(takes.positional)
    if takes.varargs or sent.positional <= room:
        return None
    most = f"takes at most {room}" if room else "takes none"
    return f"gets {_counted(sent.positional)}, but {most}", ""


def _unexpected(sent: Arguments, takes: Parameters) -> tuple[str, str] | None:
    if takes.varkw:
        return None
    options = [*takes.positional[takes.positional_only :], *takes.keyword_only]
    for name in sent.names:
        if name not in options:
            near = suggest(name, set(options) - set(sent.names))
            return f"gets `{name}`, which it does not take", _did_you_mean(near)
    return None


def _missing(sent: Arguments, takes: Parameters) -> tuple[str, str] | None:
    required = takes.positional[sent.positional : len(takes.positional) - takes.defaults]
    by_position = required[: max(takes.positional_only - sent.positional, 0)]
    by_name = () if sent.more else _absent([*required, *takes.keyword_required], sent.names)
    missing = list(dict.fromkeys([*by_position, *by_name]))
    if not missing:
        return None
    what = _counted(sent.positional) if sent.positional or not sent.names else _named(sent.names)
    return f"gets {what}, but needs {_named(missing)}", ""


def _absent(names: Iterable[str], given: Iterable[str]) -> list[str]:
    return [name for name in names if name not in given]


def _counted(count: int) -> str:
    return {0: "no argument", 1: "one argument"}.get(count, f"{count} arguments")


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _did_you_mean(near: str | None) -> str:
    return f"did you mean `{near}`?" if near else ""
