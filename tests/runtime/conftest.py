"""Tests are coroutines here: server, sockets and test share one event loop, with a deadline."""

import asyncio
import inspect
import sys
from pathlib import Path

import pytest

from databench import storage

DEADLINE = 25.0
APPS = Path(__file__).parent / "apps"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine function; None leaves any other test to pytest."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names}

    async def within_deadline() -> None:
        async with asyncio.timeout(DEADLINE):
            await pyfuncitem.obj(**arguments)

    asyncio.run(within_deadline())
    return True


@pytest.fixture(autouse=True)
def own_storage() -> storage.MemoryStorage:
    """Let every test start without the values of those before."""
    fresh = storage.MemoryStorage()
    storage.install(fresh)
    return fresh


@pytest.fixture(autouse=True)
def importable_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let servers and their kernels import the analyses of `apps` by name."""
    monkeypatch.syspath_prepend(str(APPS))


@pytest.fixture(params=["in_process", "own_process"])
def kind(request: pytest.FixtureRequest) -> str:
    """Run a test for both kinds of kernels."""
    return str(request.param)


@pytest.fixture
def python() -> str:
    """Return the interpreter."""
    return sys.executable
