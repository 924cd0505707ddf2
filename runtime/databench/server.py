"""The command line of a generated server, and its life from listening to the last goodbye."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import gc
import logging
import os
import re
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from typing import Any, Final, NamedTuple

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from databench.accepting import ListeningSocket, allow_many_files
from databench.application import Application
from databench.limits import Limits
from databench.log import configure_logging

log = logging.getLogger(__name__)

MakeApp = Callable[[Sequence[str]], Application]

_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_USAGE: Final = 2
_CANNOT_LISTEN: Final = 3
_EXIT_TIME: Final = 2.0
_SETTLE_TIME: Final = 0.02
_LAST_PORT: Final = 65535
# To ask the terminal for its width, argparse would import a lot at every start.
_FORMATTER: Final = functools.partial(argparse.HelpFormatter, width=80)
# The characters of RFC 3986 for segments of a path; none of them is empty.
_BASE_URL: Final = r"/(?:(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+/)*"


class CannotServe(Exception):
    """The server cannot start; the text says why and what to change.

    Attributes:
        exit_code: what the process ends with.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class Options(NamedTuple):
    """What the command line and the environment say."""

    host: str
    port: int
    base_url: str
    log: str
    ssl_certfile: str | None
    ssl_keyfile: str | None
    ssl_port: int | None
    listen_fd: tuple[int, ...]
    ssl_listen_fd: tuple[int, ...]
    control_fd: int | None
    cli_args: tuple[str, ...]


def parse(argv: Sequence[str] | None = None) -> Options:
    """Return the options; arguments that are none of the server's are the analyses'."""
    parser = _parser()
    known, rest = parser.parse_known_args(argv)
    if "--" in rest:
        rest.remove("--")
    fields = vars(known)
    for name in ("listen_fd", "ssl_listen_fd"):
        fields[name] = tuple(fields[name] or ())
    return Options(**fields, cli_args=tuple(rest))


def _port(text: str) -> int:
    """Return a port; the system would take a number beyond the last one for another one."""
    port = int(text)
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{port} is no port: expected 0 to {_LAST_PORT}")
    return port


def _environment(name: str) -> str | None:
    """Return a variable; an empty one counts as none, as container tools leave them."""
    return os.environ.get(name) or None


def _host(text: str) -> str:
    """Return a host; an empty one would mean every address of the machine."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected an address, such as 127.0.0.1 or 0.0.0.0")
    return text


def _base_url(text: str) -> str:
    """Return a path as browsers send it, that begins and ends with a slash."""
    if not re.fullmatch(_BASE_URL, text, re.ASCII) or not {".", ".."}.isdisjoint(text.split("/")):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no path of a folder: expected one such as /some/prefix/"
        )
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        allow_abbrev=False,
        epilog="All other arguments are handed to the analyses.",
        formatter_class=_FORMATTER,
    )
    add = parser.add_argument
    add(
        "--host",
        type=_host,
        default=_environment("HOST") or "127.0.0.1",
        help="address to listen on (%(default)s)",
    )
    add(
        "--port",
        type=_port,
        default=_environment("PORT") or "5000",
        help="0 takes a free one (%(default)s)",
    )
    add(
        "--base-url",
        type=_base_url,
        default=_environment("BASE_URL") or "/",
        help="path that a proxy has this server at, such as /some/prefix/ (%(default)s)",
    )
    add("--log", type=str.upper, choices=_LEVELS, default="INFO", help="level of the log")
    add("--ssl-certfile", default=_environment("SSLCERTFILE"), help="certificate for HTTPS")
    add("--ssl-keyfile", default=_environment("SSLKEYFILE"), help="its private key")
    add("--ssl-port", type=_port, default=_environment("SSLPORT"), help="port for HTTPS")
    # For a supervisor that keeps the listening sockets and wants to know when this is ready.
    add("--listen-fd", type=int, action="append", help=argparse.SUPPRESS)
    add("--ssl-listen-fd", type=int, action="append", help=argparse.SUPPRESS)
    add("--control-fd", type=int, help=argparse.SUPPRESS)
    return parser


def serve(make_app: MakeApp, argv: Sequence[str] | None = None) -> int:
    """Run the application until SIGTERM or SIGINT; return the exit code.

    Args:
        make_app: makes the application from the arguments for the analyses.
        argv: the command line, without the name of the program.
    """
    with _insisting_on_error():
        options = parse(argv)
    configure_logging(options.log)
    allow_many_files()
    try:
        _run_until_done(_run(make_app, options))
    except CannotServe as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    return 0


def _run_until_done(main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner() as runner, _insisting_on_error():
        loop = runner.get_loop()
        task = loop.create_task(main)
        while not task.done():
            try:
                loop.run_until_complete(task)
            except (SystemExit, KeyboardInterrupt):
                # Raised in a task or callback of an analysis; asyncio lets that end the loop.
                log.exception("an analysis tried to end the server")
        task.result()
        _insist_on_exit(0)


@contextlib.contextmanager
def _insisting_on_error() -> Iterator[None]:
    """Insist on the exit code that an exception from within stands for."""
    try:
        yield
    except BaseException as error:
        _insist_on_exit(_exit_code(error))
        raise


def _exit_code(error: BaseException) -> int:
    """Return what Python, or whoever handles an exception of ours, ends the process with."""
    if isinstance(error, CannotServe):
        return error.exit_code
    if isinstance(error, SystemExit) and isinstance(error.code, int | None):
        return error.code or 0
    return 1


def _insist_on_exit(code: int) -> None:
    """End the process soon, whatever handlers ignore their cancellation and threads go on."""
    timer = threading.Timer(_EXIT_TIME, os._exit, [code])
    timer.daemon = True
    timer.start()


async def _run(make_app: MakeApp, options: Options) -> None:
    tls = _tls(options)
    app = make_app(options.cli_args)
    _collect_garbage()
    app.base_url = options.base_url
    app.visitors.add_listening_host(options.host)
    doors = list(_doors(options, tls))
    line = f"{app.title} is served on {' and '.join(door.address for door in doors)}"
    stop = _stop_event()
    end = await _begin(app, options, line, stop)
    servers = [listen(app, door.sockets, door.tls)[0] for door in doors]
    await stop.wait()
    for server in servers:
        server.stop()
    closing = asyncio.gather(*(_close_connections(server) for server in servers))
    await end()
    await closing


def _collect_garbage() -> None:
    """Look for garbage from now on, but not in what the start has made: that stays."""
    gc.freeze()
    gc.enable()


class _Door(NamedTuple):
    """Sockets that are listened on together, and the address that leads there."""

    address: str
    sockets: list[socket.socket]
    tls: ssl.SSLContext | None


def _doors(options: Options, tls: ssl.SSLContext | None) -> Iterator[_Door]:
    sockets = _sockets(options, options.port, options.listen_fd)
    yield _Door(_address("http", options, sockets), sockets, None)
    if tls is not None and options.ssl_port is not None:
        sockets = _sockets(options, options.ssl_port, options.ssl_listen_fd)
        yield _Door(_address("https", options, sockets), sockets, tls)


async def _close_connections(server: HTTPServer) -> None:
    """Close what browsers keep open for their next request."""
    # Connections that were accepted just now may have brought a request that is not read yet.
    await asyncio.sleep(_SETTLE_TIME)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            await server.close_all_connections()


def _tls(options: Options) -> ssl.SSLContext | None:
    """Return the context for HTTPS, or None if it is not asked for; never a certificate of ours."""
    given = (options.ssl_certfile, options.ssl_keyfile, options.ssl_port)
    if not any(value is not None for value in given):
        return None
    if options.ssl_certfile is None or options.ssl_keyfile is None or options.ssl_port is None:
        raise CannotServe("HTTPS needs all of --ssl-certfile, --ssl-keyfile and --ssl-port", _USAGE)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(options.ssl_certfile, options.ssl_keyfile, password="")
    except (OSError, ValueError) as error:
        files = f"{options.ssl_certfile} and {options.ssl_keyfile}"
        raise CannotServe(f"cannot use the certificate and key {files}: {error}", _USAGE) from error
    return context


def _sockets(options: Options, port: int, inherited: Sequence[int]) -> list[socket.socket]:
    if inherited:
        return [socket.socket(fileno=descriptor) for descriptor in inherited]
    try:
        return bind_sockets(port, options.host)
    except OSError as error:
        raise CannotServe(
            f"cannot listen on {options.host}:{port}: {error}; choose another --port or --host",
            _CANNOT_LISTEN,
        ) from error


def listen(
    app: Application, sockets: list[socket.socket], tls: ssl.SSLContext | None
) -> tuple[HTTPServer, int]:
    """Answer requests that arrive on the sockets, and take them over; return server and port."""
    limits: Limits = app.limits
    server = HTTPServer(
        app,
        ssl_options=tls,
        max_header_size=limits.header_size,
        max_body_size=limits.body_size,
        idle_connection_timeout=limits.header_time,
        body_timeout=limits.body_time,
    )
    listening = [ListeningSocket(bound) for bound in sockets]
    server.add_sockets(listening)
    return server, listening[0].getsockname()[1]


def _address(scheme: str, options: Options, sockets: Sequence[socket.socket]) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    path = "" if options.base_url == "/" else options.base_url
    return f"{scheme}://{host}:{sockets[0].getsockname()[1]}{path}"


def _stop_event() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set; the second signal ends the process at once."""
    stop = asyncio.Event()

    def on_signal() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, on_signal)
        except NotImplementedError:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(on_signal))
    return stop


async def _begin(
    app: Application, options: Options, line: str, stop: asyncio.Event
) -> Callable[[], Awaitable[None]]:
    """Say where the app is served, wait until it may be, and return what ends its sessions."""
    if options.control_fd is None:
        _say(line)
        return app.shut_down
    # Imported here: a deployed server has no supervisor of this kind.
    from databench.develop.control import Control  # noqa: PLC0415

    control = Control(app, stop)
    await control.begin(options.control_fd, line)
    return control.end


def _say(line: str) -> None:
    """Print one line, whatever control characters a title brings along."""
    line = "".join(c if c.isprintable() else " " for c in line)
    with contextlib.suppress(OSError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
