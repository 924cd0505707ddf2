"""Analyses that show what reaches a handler, and in which order."""

import asyncio
import dataclasses

import tornado.gen
import tornado.ioloop

import databench


class Base(databench.Analysis):
    @databench.on
    def inherited(self):
        self.emit("inherited")

    @databench.on
    def overridden(self):
        self.emit("overridden", "base")


class Probe(Base):
    def __init__(self):
        self.steps = []

    @databench.on
    def connect(self):
        self.steps.append(["connect", self.cli_args, self.request_args])

    @databench.on
    def args(self, cli_args, request_args):
        super().args(cli_args, request_args)
        self.steps.append(["args", cli_args, request_args])

    @databench.on
    async def connected(self):
        await asyncio.sleep(0)
        self.steps.append(["connected", self.cli_args, self.request_args])
        self.emit("steps", self.steps)

    @databench.on
    def disconnected(self):
        count = self.class_data.get("disconnected", 0) + 1
        self.set_class_state(disconnected=count)

    @databench.on
    def overridden(self):
        self.emit("overridden", "derived")

    @databench.on
    def echo(self, *args, **kwargs):
        self.emit("echo", {"args": args, "kwargs": kwargs})

    @databench.on
    def exact(self, a, b=2):
        self.emit("exact", [a, b])

    def on_prefixed(self):
        self.emit("prefixed")

    @databench.on
    def on_decorated(self):
        self.emit("decorated")

    @databench.on_action("with dash-and space")
    def anything(self):
        """Say what it does."""
        self.emit("named")

    @databench.on
    async def native(self):
        await asyncio.sleep(0)
        self.emit("native")

    @databench.on
    def generated(self):
        one = yield self.later(1)
        two = yield [self.later(2), None, self.nested(3)]
        nothing = yield None
        yield tornado.gen.moment
        self.emit("generated", [one, two, nothing])

    @databench.on
    def nested(self, value):
        yield self.later(None)
        return value

    @databench.on
    def direct(self):
        self.nested_steps("unyielded")
        self.emit("direct", "after the call")
        yield self.nested_steps("yielded")
        self.emit("direct", "after the yield")

    @databench.on
    def nested_steps(self, name):
        self.emit("direct", f"{name} starts")
        yield self.later(None)
        self.emit("direct", f"{name} ends")

    @databench.on
    @tornado.gen.coroutine
    def coroutine(self):
        value = yield self.later("tornado")
        self.emit("coroutine", value)

    @databench.on
    def returns_future(self):
        future = asyncio.get_running_loop().create_future()

        def finish():
            self.emit("returns_future")
            future.set_result(None)

        asyncio.get_running_loop().call_soon(finish)
        return future

    @databench.on
    def in_thread(self):
        loop = asyncio.get_running_loop()
        yield loop.run_in_executor(None, self.emit, "in_thread", "from a thread")

    @databench.on
    def periodic(self):
        self.ticks = 0
        self.callback = tornado.ioloop.PeriodicCallback(self.tick, 1)
        self.callback.start()

    @databench.on
    def tick(self):
        self.ticks += 1
        yield self.later(None)
        if self.ticks == 3:
            self.callback.stop()
            self.emit("periodic", self.ticks)

    @databench.on
    async def wait(self):
        self.opened = asyncio.Event()
        self.emit("waiting")
        await self.opened.wait()
        self.emit("waited")

    @databench.on(concurrent=True)
    def release(self):
        self.opened.set()

    @databench.on
    def state(self, **values):
        self.set_state(values)

    @databench.on
    def class_state(self, **values):
        self.set_class_state(values)

    @databench.on
    def increment(self, key, times):
        for _ in range(times):
            self.class_data[key] = self.class_data.get(key, 0) + 1
            yield None

    @databench.on
    def show(self):
        self.emit("show", [dict(self.data.items()), dict(self.class_data.items())])

    @databench.on
    def to_log(self, level, message):
        self.emit(level, message)

    def plain(self):
        self.emit("plain")

    async def later(self, value):
        await asyncio.sleep(0)
        return value


@dataclasses.dataclass
class Called:
    """A callable without a hash."""

    action: str

    def __call__(self, value, more=()):
        return self.later(value, more)

    async def later(self, value, more):
        await asyncio.sleep(0)
        Callables.emitted(value, more)


class Callables(databench.Analysis):
    instance = Called("instance")

    @databench.on
    def connect(self):
        type(self).emitted = self.told

    def told(self, *values):
        self.emit("called", values)

    @databench.on
    @staticmethod
    def static(value, more=()):
        Callables.emitted(value, more)

    @databench.on
    def replaced(self):
        self.emit("called", "replaced")

    @databench.on
    def replace(self):
        self.replaced = self.told


class Any(databench.Analysis):
    @databench.on
    def known(self, *args):
        self.emit("known", args)

    @databench.on_action("*")
    def anything(self, *args, **kwargs):
        self.emit("any", [args, kwargs])
