"""A server that plays the backend: the test says what it sends and sees what it gets."""

import asyncio
import json
import mimetypes
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from playwright.sync_api import Page
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

LIBRARY = Path(__file__).parents[2] / "runtime" / "browser"
DEADLINE = 20.0

PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Test</title>'
    '<link rel="icon" href="data:,">{body}'
    '<script src="/_static/databench.js"></script><script>{script}</script>'
)
WIRED = """
    const seen = [];
    let settled = 0;
    const databench = Databench.ui.wire(new Databench.Connection());
    databench.on('settle', (number) => {{ settled = number; }});
    {script}
    databench.connect();
"""

T = TypeVar("T")
Frame = dict[str, Any]


class ScriptedServer:
    """Serves one page at `/app/` and its WebSocket at `/app/ws`, on a thread of its own.

    Frames of the browser are taken out one by one with `next_frame`, in the order of arrival and
    whatever socket they came from.
    """

    def __init__(self) -> None:
        self.html = ""
        self.analysis_id = "first"
        self.analyses_version: str | None = "1.0"
        self.replies = True
        self.refuses = False
        self.attempts = 0
        self._settled = 0
        self._frames: queue.Queue[Frame] = queue.Queue()
        self._opened: queue.Queue[None] = queue.Queue()
        self._sockets: list[_Socket] = []
        self.files: dict[str, str] = {}
        self.hellos: queue.Queue[Frame] = queue.Queue()
        self._pages: list[_Follower] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scripted server")
        self._listeners = bind_sockets(0, "127.0.0.1")
        self.port: int = self._listeners[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/app/"

    def __enter__(self) -> Self:
        self._thread.start()
        self.call(self._start)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(DEADLINE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(DEADLINE)
        self._loop.close()

    def serve(self, body: str, script: str = "") -> None:
        """Make the page: the library, then the script."""
        self.html = PAGE.format(body=body, script=script)

    def show(self, page: Page, body: str = "", script: str = "") -> None:
        """Open the page, with a connection `databench` that is wired, then scripted, then open."""
        self.serve(body, WIRED.format(script=script))
        page.goto(self.url)
        assert "__connect" in self.next_frame()

    def settle(self, page: Page) -> None:
        """Wait until a page that `show` opened has taken in all frames sent so far."""
        self._settled += 1
        self.send("settle", self._settled)
        page.wait_for_function(f"settled === {self._settled}")

    def seen(self, page: Page) -> list[Any]:
        """Return what the script of the page has put into `seen` after all frames so far."""
        self.settle(page)
        seen: list[Any] = page.evaluate("seen")
        return seen

    def await_socket(self) -> None:
        """Wait until one more socket was opened."""
        self._opened.get(timeout=DEADLINE)

    def next_frame(self) -> Frame:
        """Return the next frame that a browser sent; fail when none comes."""
        return self._frames.get(timeout=DEADLINE)

    def frames_until(self, signal: str) -> list[Frame]:
        """Return the frames up to and without the one of this signal."""
        frames = []
        while (frame := self.next_frame()).get("signal") != signal:
            frames.append(frame)
        return frames

    def send(self, signal: str, load: object = ...) -> None:
        """Send a signal to every open socket; without a load if there is none."""
        frame = {"signal": signal} if load is ... else {"signal": signal, "load": load}
        self.send_text(json.dumps(frame))

    def send_text(self, text: str) -> None:
        """Send a frame as it is to every open socket."""
        self.call(lambda: [socket.write_message(text) for socket in self._sockets])

    def drop(self, code: int | None = None, *, pages: bool = True) -> None:
        """Close every open socket, without `pages` only those of connections."""

        def close() -> None:
            for socket in [*self._sockets, *(self._pages if pages else ())]:
                socket.close(code)

        self.call(close)

    def next_hello(self) -> Frame:
        """Return the next hello of a page that follows edits."""
        return self.hellos.get(timeout=DEADLINE)

    def tell(self, kind: str, **fields: object) -> None:
        """Tell all pages that follow edits."""
        message = {"type": kind, **fields}
        self.call(lambda: [page.write_message(message) for page in self._pages])

    def joined(self, page: "_Follower", hello: Frame) -> None:
        """Take note of a page that follows edits."""
        self._pages.append(page)
        self.hellos.put(hello)

    def left(self, page: "_Follower") -> None:
        """Forget a page."""
        if page in self._pages:
            self._pages.remove(page)

    def call(self, function: Callable[[], T]) -> T:
        """Run a function on the thread of the server and return its result."""

        async def run() -> T:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(DEADLINE)

    def opened(self, socket: "_Socket") -> None:
        """Take note of a socket."""
        self._sockets.append(socket)
        self._opened.put(None)

    def closed(self, socket: "_Socket") -> None:
        """Forget a socket."""
        self._sockets.remove(socket)

    def received(self, socket: "_Socket", frame: Frame) -> None:
        """Keep a frame for the test, and reply to a handshake unless told otherwise."""
        self._frames.put(frame)
        if "__connect" in frame and self.replies:
            socket.write_message({"signal": "__connect", "load": self.reply()})

    def reply(self) -> Frame:
        """Return the load of the reply to a handshake."""
        return {
            "analysis_id": self.analysis_id,
            "databench_backend_version": "0.8.0",
            "analyses_version": self.analyses_version,
        }

    def _start(self) -> None:
        routes: list[Any] = [
            (r"/app/(?:page\.html)?", _Page, {"server": self}),
            (r"/app/ws", _Socket, {"server": self}),
            (r"/_develop", _Follower, {"server": self}),
            (r"/app/(.+)", _File, {"server": self}),
            (r"/_static/(.*)", StaticFileHandler, {"path": str(LIBRARY)}),
        ]
        self._http = HTTPServer(Application(routes, log_function=lambda _: None))
        self._http.add_sockets(self._listeners)

    async def _stop(self) -> None:
        for socket in [*self._sockets, *self._pages]:
            socket.close()
        self._http.stop()
        await self._http.close_all_connections()


class _Page(RequestHandler):
    def initialize(self, server: ScriptedServer) -> None:
        self.server = server

    def get(self) -> None:
        self.write(self.server.html)


class _Socket(WebSocketHandler):
    def initialize(self, server: ScriptedServer) -> None:
        self.server = server

    def prepare(self) -> None:
        self.server.attempts += 1
        if self.server.refuses:
            self.set_status(503)
            self.finish()

    def open(self, *_args: str, **_kwargs: str) -> None:
        self.server.opened(self)

    def on_message(self, message: str | bytes) -> None:
        self.server.received(self, json.loads(message))

    def on_close(self) -> None:
        self.server.closed(self)


class _File(RequestHandler):
    def initialize(self, server: ScriptedServer) -> None:
        self.server = server

    def get(self, path: str) -> None:
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", "no-cache")
        self.write(self.server.files[path])


class _Follower(WebSocketHandler):
    def initialize(self, server: ScriptedServer) -> None:
        self.server = server

    def prepare(self) -> None:
        if self.server.refuses:
            self.set_status(503)
            self.finish()

    def on_message(self, message: str | bytes) -> None:
        self.server.joined(self, json.loads(message))

    def on_close(self) -> None:
        self.server.left(self)
