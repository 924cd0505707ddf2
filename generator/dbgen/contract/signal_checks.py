"""Check what pages listen to against what the class emits and sets."""

from collections.abc import Iterator

from dbgen.contract.action_checks import problem
from dbgen.contract.facts import BUILT_IN_SIGNALS, STORES, Heard, PageSide, PythonSide
from dbgen_schema import Problem, suggest

EMPTY = '""'
"""Stands for an empty name."""


def check_signals(page: PageSide, python: PythonSide) -> Iterator[Problem]:
    """Yield what the pages listen to in vain."""
    for heard in page.heard:
        if not heard.certain:
            continue
        if heard.signal in STORES:
            yield from _check_key(heard, python)
        elif heard.signal not in BUILT_IN_SIGNALS and python.emitted_known:
            yield from _check_signal(heard, python)


def _check_key(heard: Heard, python: PythonSide) -> Iterator[Problem]:
    state, key = python.state[heard.signal], heard.key
    if key is None or not state.known or key in state.keys:
        return
    if not python.emitted_known and not state.keys:
        return
    message = f"nothing in {python.name} sets the key `{key or EMPTY}` of {_stored(heard.signal)}"
    yield problem(heard.place, "DB306", message, _key_hint(heard, key, python))


def _stored(store: str) -> str:
    return "its state" if store == "data" else "the state of its class"


def _key_hint(heard: Heard, key: str, python: PythonSide) -> str:
    store = heard.signal
    if key in python.emitted:
        return f'`{key}` is emitted as a signal: listen with `data-signal="{key}"` or `on("{key}")`'
    for other in STORES.keys() - {store}:
        if key in python.state[other].keys:
            way = f'on({{{other}: "{key}"}})' if heard.by_script else f'data-signal="{other}:{key}"'
            return f"it is a key of `{other}`: listen with `{way}`"
    near = suggest(key, python.state[store].keys)
    given = f"{key}=..." if key.isidentifier() else f'{{"{key}": ...}}'
    add = f"set it in {python.file}: `self.{STORES[store]}({given})`"
    return f"did you mean `{near}`?" if near else add


def _check_signal(heard: Heard, python: PythonSide) -> Iterator[Problem]:
    signal = heard.signal
    if signal in python.emitted:
        return
    message = f"nothing in {python.name} emits the signal `{signal or EMPTY}`"
    yield problem(heard.place, "DB307", message, _signal_hint(signal, python))


def _signal_hint(signal: str, python: PythonSide) -> str:
    for store in STORES:
        if signal in python.state[store].keys:
            ways = f'`data-signal="{store}:{signal}"` or `on({{{store}: "{signal}"}})`'
            return f"`{signal}` is a key of the state: listen with {ways}"
    near = suggest(signal, {*python.emitted, *STORES})
    add = f'emit it in {python.file}: `self.emit("{signal}", ...)`'
    return f"did you mean `{near}`?" if near else add
