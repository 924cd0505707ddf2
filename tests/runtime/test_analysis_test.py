"""`databench.testing.AnalysisTest`, which authors test their analyses with."""

from collections.abc import Generator
from typing import Any

import pytest
import tornado.testing

import databench
from databench.testing import AnalysisTest


class Example(databench.Analysis):
    @databench.on
    def connected(self) -> None:
        self.emit("ready", [self.cli_args, self.request_args])

    @databench.on
    async def run(self, value: object = None) -> None:
        await self.set_state(value=value)
        await self.emit("done")

    @databench.on
    def old(self, value: object) -> Generator[Any, Any, None]:
        yield self.set_state(value=value)
        yield self.emit("done")

    @databench.on
    def fail(self) -> None:
        raise ValueError("of the handler")


ARGUMENTS: dict[str, list[str]] = {"a": ["1"]}


async def test_await_style() -> None:
    test = AnalysisTest(Example, ["--n"], ARGUMENTS)
    await test.trigger("run", 5)
    await test.trigger("old", {"value": 6})
    await test.trigger("run")
    ready = ("ready", [["--n"], ARGUMENTS])
    states = [("data", {"value": value}) for value in (5, 6, None)]
    assert test.emitted_messages == [
        ready,
        *(pair for state in states for pair in (state, ("done", None))),
    ]


async def test_exceptions_come_out_of_the_future() -> None:
    test = AnalysisTest(Example)
    with pytest.raises(ValueError, match="of the handler"):
        await test.trigger("fail")
    with pytest.raises(TypeError, match="run"):
        await test.trigger("run", [1, 2])


async def test_the_instance_can_be_looked_at() -> None:
    test = AnalysisTest(Example)
    await test.trigger("run", 5)
    assert isinstance(test.analysis, Example)
    assert test.analysis.data["value"] == 5


class TestInTornadoStyle(tornado.testing.AsyncTestCase):
    @tornado.testing.gen_test
    def test_yield_style(self) -> Generator[Any, Any, None]:
        test = AnalysisTest(Example)
        yield test.trigger("old", [1])
        assert test.emitted_messages[1:] == [("data", {"value": 1}), ("done", None)]

    def setUp(self) -> None:
        super().setUp()
        self.made_outside_of_a_loop = AnalysisTest(Example)

    @tornado.testing.gen_test
    def test_made_in_set_up(self) -> Generator[Any, Any, None]:
        yield self.made_outside_of_a_loop.trigger("run", 1)
        assert self.made_outside_of_a_loop.emitted_messages[-1] == ("done", None)
