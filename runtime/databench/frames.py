"""What a browser sends, read from one WebSocket message."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import parse_qs

from databench.actions import NO_MESSAGE, Message
from databench.codec import Json, decode
from databench.limits import LIMITS, Limits

_CONNECT: Final = "__connect"
_PROCESS_ID: Final = "__process_id"
# The 2018 library sent this text where there was nothing to send.
_NO_MESSAGE_TEXT: Final = "__nomessagetoken__"

ProcessId = int | float | str


class Hello(NamedTuple):
    """The first frame: who the browser was before, and the query of its page."""

    analysis_id: Json
    request_args: dict[str, list[str]]


class ActionFrame(NamedTuple):
    """One action to run; a process id asks for notice of start and end."""

    action: str
    message: Message
    process_id: ProcessId | None = None


class Nonsense(NamedTuple):
    """A frame that means nothing; the reason tells what was expected."""

    reason: str


Frame = Hello | ActionFrame | Nonsense


def parse(message: str | bytes, limits: Limits = LIMITS) -> Frame:
    """Return what a message means; hostile input of any kind is Nonsense, never an exception."""
    try:
        frame = decode(message, limits)
    except ValueError as error:
        return Nonsense(f"expected a JSON object: {error}")
    if not isinstance(frame, dict):
        return Nonsense('expected a JSON object such as {"signal": "run"}')
    if _CONNECT in frame:
        return _hello(frame, limits)
    return _action(frame, limits)


def _hello(frame: dict[str, Json], limits: Limits) -> Hello:
    query = frame.get("__request_args")
    text = query if isinstance(query, str) else ""
    return Hello(frame[_CONNECT], request_arguments(text, limits))


def hello_in(query: str, limits: Limits = LIMITS) -> Hello | None:
    """Return what the query of a socket says for the first frame, if it does, of a new visitor."""
    said, _, rest = query.partition("&")
    return Hello(None, request_arguments(rest, limits)) if said == _CONNECT else None


def request_arguments(query: str, limits: Limits = LIMITS) -> dict[str, list[str]]:
    """Return the arguments of a query, with or without `?`; too many of them count as none."""
    try:
        return parse_qs(query.removeprefix("?"), max_num_fields=limits.request_arguments)
    except ValueError:
        return {}


def _action(frame: dict[str, Json], limits: Limits) -> Frame:
    action = frame.get("signal")
    if not isinstance(action, str):
        return Nonsense("expected `signal` to be the name of an action")
    if len(action) > limits.action_name:
        return Nonsense(f"expected the name of an action, at most {limits.action_name} characters")
    load = frame.get("load", NO_MESSAGE)
    if load == _NO_MESSAGE_TEXT:
        return ActionFrame(action, NO_MESSAGE)
    if not isinstance(load, dict) or _PROCESS_ID not in load:
        return ActionFrame(action, load)
    return _with_process(action, dict(load), limits)


def _with_process(action: str, load: dict[str, Json], limits: Limits) -> Frame:
    process_id = load.pop(_PROCESS_ID)
    if isinstance(process_id, bool) or not isinstance(process_id, int | float | str):
        return Nonsense("expected __process_id to be a number or a text")
    if isinstance(process_id, str) and len(process_id) > limits.process_id:
        return Nonsense(f"expected __process_id to have at most {limits.process_id} characters")
    return ActionFrame(action, load, process_id)
