"""Analyses that fail in every way."""

import asyncio
import os
import signal
import subprocess
import sys

import databench

KINDS = {
    "Exception": Exception,
    "ValueError": ValueError,
    "SystemExit": SystemExit,
    "KeyboardInterrupt": KeyboardInterrupt,
    "GeneratorExit": GeneratorExit,
    "MemoryError": MemoryError,
    "StopIteration": StopIteration,
    "CancelledError": asyncio.CancelledError,
    "BaseException": BaseException,
}

SECRET = "secret-of-the-handler"


def fail(kind):
    if kind == "RecursionError":
        fail(kind)
    raise KINDS[kind](SECRET)


class Faults(databench.Analysis):
    @databench.on
    def plain(self, kind):
        fail(kind)

    @databench.on
    async def native(self, kind):
        await asyncio.sleep(0)
        fail(kind)

    @databench.on
    def generated(self, kind):
        yield None
        fail(kind)

    @databench.on
    def yields_native(self, kind):
        yield self.native(kind)

    @databench.on
    def yields_list(self, kind):
        yield [self.native(kind), None]

    @databench.on
    def catches(self):
        try:
            yield self.native("ValueError")
        except ValueError as error:
            self.emit("caught", type(error).__name__)

    @databench.on
    def unencodable(self):
        self.emit("result", {"answer": {"object": object()}})

    @databench.on
    def circular(self):
        value = []
        value.append(value)
        self.set_state(circle=value)

    @databench.on
    def fine(self):
        self.emit("fine")


class FailingConnect(databench.Analysis):
    def __init__(self):
        self.steps_ = []

    @databench.on
    def connect(self):
        self.steps_.append("connect")
        raise ValueError

    @databench.on
    def connected(self):
        self.steps_.append("connected")

    @databench.on
    def steps(self):
        self.emit("steps", self.steps_)


class FailingInit(databench.Analysis):
    def __init__(self):
        raise KeyboardInterrupt


class Stubborn(databench.Analysis):
    @databench.on
    def fine(self):
        self.emit("fine")

    @databench.on
    async def forever(self, times=1):
        self.emit("started")
        for _ in range(times + 1):
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.set_class_state(cancelled=True)

    @databench.on
    async def cancellable(self):
        self.emit("started")
        try:
            await asyncio.Event().wait()
        finally:
            self.set_class_state(cancelled=True)

    @databench.on
    def disconnected(self):
        self.set_class_state(disconnected=self.class_data.get("disconnected", 0) + 1)


class Deadly(databench.Analysis):
    @databench.on
    def pid(self):
        self.emit("pid", os.getpid())

    @databench.on
    def die(self):
        sys.stderr.write("last words\n")
        sys.stderr.flush()
        os.kill(os.getpid(), signal.SIGKILL)

    @databench.on
    def leave(self):
        os._exit(3)

    @databench.on
    def spin(self):
        self.emit("spinning", os.getpid())
        while True:
            pass

    @databench.on
    def disconnected(self):
        self.set_class_state(disconnected=self.class_data.get("disconnected", 0) + 1)

    @databench.on
    def family(self):
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        self.emit("child", child.pid)

    @databench.on
    def forked(self):
        pid = os.fork()
        if pid == 0:
            while True:
                signal.pause()
        self.emit("child", pid)

    @databench.on
    def escaped(self):
        script = "import os, time; os.setsid(); print(flush=True); time.sleep(600)"
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        child.stdout.readline()
        self.emit("child", child.pid)

    @databench.on
    def loud(self):
        for _ in range(200):
            sys.stdout.write("x" * 10_000 + "\n")
            sys.stderr.write("x" * 10_000 + "\n")
        self.emit("quiet")
