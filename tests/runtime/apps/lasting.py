import asyncio
import gc
import sys
import threading
from pathlib import Path

import databench


class Lasting(databench.Analysis):
    @databench.on
    async def hold(self, file):
        self.file = file
        self.emit("holding")
        await asyncio.Event().wait()

    @databench.on
    async def in_thread(self):
        self.emit("holding")
        await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)

    @databench.on
    def exit_later(self):
        asyncio.get_running_loop().call_soon(sys.exit, 5)

    @databench.on
    async def exit_beside(self):
        async def leave():
            sys.exit(6)

        self.task = asyncio.ensure_future(leave())

    @databench.on
    def disconnected(self):
        if hasattr(self, "file"):
            with Path(self.file).open("a") as file:
                file.write("disconnected\n")

    @databench.on
    def garbage(self):
        self.emit("garbage", [gc.isenabled(), gc.get_freeze_count() > 0])
