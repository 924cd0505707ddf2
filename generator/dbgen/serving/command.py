"""`dbgen serve`: from the command line to a supervisor."""

from __future__ import annotations

import queue
import re
import socket
import ssl
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
from tornado.netutil import bind_sockets

from dbgen.build_command import finish
from dbgen.build_options import BuildOptions
from dbgen.building import Load
from dbgen.kept import Kept
from dbgen.loading import find_app, load_app
from dbgen.reporting import FAILED, report
from dbgen.serving.builder import Builder
from dbgen.serving.launching import Launcher, Listening
from dbgen.serving.placing import Places
from dbgen.serving.screen import Screen
from dbgen.serving.steps import Commands
from dbgen.serving.succession import Succession
from dbgen.serving.supervisor import Event, Supervisor
from dbgen.serving.watched import Watched
from dbgen_schema import Problem

CANNOT_LISTEN: Final = 3

_ADDRESS: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the command line of `serve` says.

    Attributes:
        host: address to listen on.
        port: port for HTTP; 0 takes a free one.
        log: level of the log.
        ssl_certfile: certificate for HTTPS.
        ssl_keyfile: its private key.
        ssl_port: port for HTTPS.
        watch: whether to rebuild when something changes.
        open: whether to open a browser.
        only_build: whether to build once, into out, and not serve.
        out: folder for that.
        arguments: handed to the analyses.
    """

    host: str
    port: int
    log: str
    ssl_certfile: str | None
    ssl_keyfile: str | None
    ssl_port: int | None
    watch: bool
    open: bool
    only_build: bool
    out: Path
    arguments: tuple[str, ...]


def serve_command(folder: Path | None, options: ServeOptions) -> int:
    """Serve the app of a folder while it is being written; return the exit status."""
    app = find_app(folder)
    if isinstance(app, Problem):
        return report([app], Path())
    if app.packaged:
        click.echo("no index.yaml here: serving the app that comes with dbgen", err=True)
    return serve_app(app.path, lambda: load_app(app.path), options)


def serve_app(root: Path, load: Load, options: ServeOptions) -> int:
    """Serve what load reads from the folder root; return the exit status."""
    if options.only_build:
        return finish(root, load, BuildOptions(out=options.out))
    if complaint := _complaint(options):
        click.echo(f"error: {complaint}", err=True)
        return FAILED
    try:
        listening = list(_listen(options))
    except (OSError, OverflowError) as error:
        where = f"{options.host}:{options.port}"
        advice = "choose another --port or --host"
        click.echo(f"error: cannot listen on {where}: {error}; {advice}", err=True)
        return CANNOT_LISTEN
    with tempfile.TemporaryDirectory(prefix=".dbgen-") as folder:
        supervisor = _supervisor(root, load, options, listening, Path(folder).resolve())
        return supervisor.run(watch=options.watch)


def _supervisor(
    root: Path, load: Load, options: ServeOptions, listening: Listening, folder: Path
) -> Supervisor:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    kept, screen, places = Kept(), Screen(root), Places(folder)
    watched = Watched(root.resolve(), kept)
    launcher = Launcher(root.resolve(), _server_arguments(options), listening, events.put)
    opened = _open_browser if options.open else _open_nothing
    apps = Succession(root.resolve(), launcher, places, screen, opened, waits=options.watch)
    builder = Builder(load, kept, Commands(kept, screen.say), watched.look)
    return Supervisor(watched, builder.build, places, apps, screen, events)


def _open_nothing(_line: str) -> None:
    """Leave it to the user to open a browser."""


def _open_browser(line: str) -> None:
    """Open the address in a line."""
    if found := _ADDRESS.search(line):
        # Some browsers only return when they are closed.
        threading.Thread(target=webbrowser.open, args=[found[0]], daemon=True).start()


def _complaint(options: ServeOptions) -> str | None:
    """Return why the app cannot be served with these options, or None."""
    if not options.host.strip():
        return "--host is empty: expected an address, such as 127.0.0.1 or 0.0.0.0"
    given = [options.ssl_certfile, options.ssl_keyfile, options.ssl_port]
    if None in given and any(value is not None for value in given):
        return "HTTPS needs all of --ssl-certfile, --ssl-keyfile and --ssl-port"
    if options.ssl_certfile is None:
        return None
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.ssl_certfile, options.ssl_keyfile, password="")
    except (OSError, ValueError) as error:
        files = f"{options.ssl_certfile} and {options.ssl_keyfile}"
        return f"cannot use the certificate and key {files}: {error}"
    return None


def _listen(options: ServeOptions) -> Iterator[tuple[str, socket.socket]]:
    for open_ in bind_sockets(options.port, options.host):
        yield "--listen-fd", open_
    if options.ssl_port is not None:
        for open_ in bind_sockets(options.ssl_port, options.host):
            yield "--ssl-listen-fd", open_


def _server_arguments(options: ServeOptions) -> Sequence[str]:
    arguments = [f"--host={options.host}", f"--log={options.log}"]
    if options.ssl_port is not None:
        arguments += [
            f"--ssl-certfile={options.ssl_certfile}",
            f"--ssl-keyfile={options.ssl_keyfile}",
            f"--ssl-port={options.ssl_port}",
        ]
    return [*arguments, "--", *options.arguments]
