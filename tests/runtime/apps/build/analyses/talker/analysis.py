import asyncio
import logging

from tornado.ioloop import IOLoop

import databench


class Talker(databench.Analysis):
    @databench.on
    def say(self, text):
        self.data["said"] = text
        self.class_data["said"] = text

    @databench.on
    def fail(self, name=None):
        self.broken()

    def broken(self):
        raise LookupError("nothing there")

    @databench.on
    def fail_beside(self, how):
        if how == "callback":
            IOLoop.current().add_callback(self.broken)
        elif how == "task":
            asyncio.create_task(self.broken_later())  # noqa: RUF006 - as people write it
        elif how == "timer":
            asyncio.get_running_loop().call_later(0, self.broken)

    async def broken_later(self):
        self.broken()

    @databench.on
    def complain(self):
        try:
            self.broken()
        except LookupError:
            logging.exception("complaint")
            self.emit("complained")

    @databench.on
    def disconnected(self):
        self.class_data["left"] = self.class_data.get("left", 0) + 1
