"""Run what a handler returns: nothing, an awaitable, or a generator that yields futures."""

from __future__ import annotations

import asyncio
import concurrent.futures
import inspect
from collections.abc import Awaitable, Generator
from typing import Any, Final

from tornado import gen


class HandlerExit(RuntimeError):
    """A handler tried to end the process; that ends only the handler."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"{type(error).__name__} in a handler")


# Left alone, the first two end an event loop when they leave a task, and with it all other
# visitors; the last one closes every coroutine that waits for the task.
_EXITS: Final = (SystemExit, KeyboardInterrupt, GeneratorExit)


class Finished:
    """An awaitable that is done."""

    def __init__(self, result: object = None) -> None:
        self._result = result

    def __await__(self) -> Generator[Any, None, object]:
        return self._result
        yield

    def done(self) -> bool:
        """Return True."""
        return True

    def result(self) -> object:
        """Return the result."""
        return self._result


async def finish(result: object) -> object:
    """Wait for what a handler returned and return its final value."""
    if inspect.iscoroutine(result):
        return await result
    if inspect.isgenerator(result):
        return await start(result)
    if isinstance(result, concurrent.futures.Future):
        return await asyncio.wrap_future(result)
    if inspect.isawaitable(result):
        return await result
    return result


def abandon(result: object) -> asyncio.Future[Any] | None:
    """End what a handler returned and nobody will wait for; return what is left to be cancelled."""
    if isinstance(result, asyncio.Future):
        return result
    if isinstance(result, concurrent.futures.Future):
        result.cancel()
    elif inspect.iscoroutine(result) or inspect.isgenerator(result):
        result.close()
    return None


def start(generator: Generator[Any, Any, Any]) -> Awaitable[object]:
    """Run generator to its first wait now, and the rest in a task: Tornado's coroutine style.

    What it yields may be an awaitable, a future, None, or lists and maps of these.
    """
    try:
        yielded = next(generator)
    except StopIteration as stop:
        return Finished(stop.value)
    except _EXITS as error:
        raise HandlerExit(error) from error
    return asyncio.ensure_future(_continue(generator, yielded))


async def _continue(generator: Generator[Any, Any, Any], yielded: object) -> object:
    try:
        while True:
            try:
                result = await _wait(yielded)
            except BaseException as error:  # noqa: BLE001 - the generator decides what to do with it
                yielded = generator.throw(error)
            else:
                yielded = generator.send(result)
    except StopIteration as stop:
        return stop.value
    except _EXITS as error:
        raise HandlerExit(error) from error


async def _wait(yielded: Any) -> object:
    if yielded is None or yielded is gen.moment:
        await asyncio.sleep(0)
        return None
    if isinstance(yielded, list | tuple):
        return await asyncio.gather(*(_wait_all(item) for item in yielded))
    if isinstance(yielded, dict):
        results = await asyncio.gather(*(_wait_all(item) for item in yielded.values()))
        return dict(zip(yielded, results, strict=True))
    if isinstance(yielded, concurrent.futures.Future):
        return await asyncio.wrap_future(yielded)
    if inspect.iscoroutine(yielded):
        # Here and not in a task of its own, so that nothing it raises leaves a task.
        return await yielded
    return await gen.convert_yielded(yielded)


async def _wait_all(yielded: object) -> object:
    try:
        return None if yielded is None else await _wait(yielded)
    except _EXITS as error:
        raise HandlerExit(error) from error
