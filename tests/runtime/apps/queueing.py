import asyncio

import databench


class Beside(databench.Analysis):
    opened = None

    @databench.on
    def connect(self):
        self.opened = asyncio.Event()

    @databench.on(concurrent=True)
    async def slow(self, number):
        self.emit("slow", number)
        await self.opened.wait()
        self.emit("done", number)

    @databench.on
    def release(self):
        self.opened.set()


class Flooding(databench.Analysis):
    @databench.on
    async def hold(self):
        self.emit("holding")
        try:
            await asyncio.Event().wait()
        finally:
            self.set_class_state(cancelled=True)

    @databench.on
    def flood(self, frames, size):
        """Emit without waiting for the reader."""
        for _ in range(frames):
            self.emit("flood", "x" * size)

    @databench.on
    async def forever(self, size):
        """Emit for as long as somebody reads."""
        while True:
            self.emit("flood", "x" * size)
            await asyncio.sleep(0)

    @databench.on
    def states(self, times, size):
        for number in range(times):
            self.set_state(value=[number, "x" * size])
        self.emit("done")

    @databench.on
    async def patient(self, frames, size):
        """Emit when the frame before has left."""
        for number in range(frames):
            await self.emit("patient", [number, "x" * size])
        self.emit("done")

    @databench.on
    async def share(self, frames, size):
        """Share values, each when the one before has left for this page."""
        for number in range(frames):
            await self.set_class_state(value=[number, "x" * size])
        self.emit("shared")

    @databench.on
    def disconnected(self):
        self.set_class_state(disconnected=self.class_data.get("disconnected", 0) + 1)

    @databench.on
    def echo(self, value):
        self.emit("echo", value)


class Welcoming(Flooding):
    @databench.on
    async def connected(self):
        await asyncio.sleep(0)
        self.emit("welcome", "later")

    @databench.on
    async def grow(self, keys, size):
        for number in range(keys):
            await self.set_class_state({f"key{number}": "x" * size})
        self.emit("done")
