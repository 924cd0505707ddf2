"""The floor: the work of the benchmark on bare Tornado, written by hand with nothing to spare."""

import asyncio
import signal
import sys
from collections.abc import Awaitable
from pathlib import Path

import orjson
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler
from work import START, doubled, updates

PAGE = (Path(__file__).parent / "page.html").read_bytes()
NO_JSON = 1003


class Page(RequestHandler):
    """The page, from memory."""

    def get(self) -> None:
        """Answer with the page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(PAGE)


class Socket(WebSocketHandler):
    """The backend of one open page."""

    def open(self) -> None:
        """Show the first value."""
        self.set_nodelay(True)
        self.send("doubled", doubled(START))

    async def on_message(self, message: str | bytes) -> None:
        """Handle what the page asks for."""
        try:
            frame = orjson.loads(message)
            signal_name, load = frame["signal"], frame.get("load")
        except (ValueError, TypeError, KeyError, AttributeError):
            self.close(NO_JSON)
            return
        if signal_name == "number" and isinstance(load, int):
            self.send("doubled", doubled(load))
        elif signal_name == "run":
            await self.run()

    async def run(self) -> None:
        """Send the updates, never faster than the page reads."""
        self.send("status", "running")
        for text in updates():
            await self.send("progress", text)
        self.send("status", "done")

    def send(self, signal_name: str, load: object) -> Awaitable[None]:
        """Send a frame."""
        return self.write_message(orjson.dumps({"signal": signal_name, "load": load}))


async def main(port: int) -> None:
    """Serve until SIGTERM."""
    application = Application(
        [("/", Page), ("/ws", Socket)],
        websocket_ping_interval=15,
        websocket_max_message_size=1024 * 1024,
    )
    HTTPServer(application).listen(port, "127.0.0.1")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
