"""Debian's nginx in front of a server, as the user that runs the tests, on a free port."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .running import DEADLINE

_MIME_TYPES = Path("/etc/nginx/mime.types")
_PLACES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def nginx_program() -> str:
    """Return the path of nginx, which only root has on its path."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.fail("these tests run Debian's package nginx")
    return found


@contextmanager
def behind_nginx(site: str, folder: Path) -> Iterator[str]:
    """Run nginx with a site that listens on `LISTEN`, and yield its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        command = _configured(site.replace("LISTEN", address), folder)
        # nginx takes over sockets that are named here, as it does when it is upgraded: so the port
        # is known, and takes connections, before it has started.
        environment = {**os.environ, "NGINX": f"{listening.fileno()};"}
        with subprocess.Popen(
            command, env=environment, pass_fds=[listening.fileno()], stderr=subprocess.PIPE
        ) as process:
            try:
                yield f"http://{address}"
            finally:
                process.send_signal(signal.SIGTERM)
                _, errors = process.communicate(timeout=DEADLINE)
    assert process.returncode == 0, errors.decode()
    assert b"[emerg]" not in errors, errors.decode()


def _configured(site: str, folder: Path) -> list[str | Path]:
    folder.mkdir()
    shutil.copy(_MIME_TYPES, folder)
    places = "".join(f"{place}_temp_path {folder / place};\n" for place in _PLACES)
    configuration = folder / "nginx.conf"
    configuration.write_text(
        # Its workers would be nobody otherwise, who may not read the folders of tests.
        f"{'' if os.geteuid() else 'user root;'}\n"
        f"daemon off;\nworker_processes 1;\npid {folder / 'nginx.pid'};\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{site}}}\n"
    )
    return [nginx_program(), "-p", folder, "-c", configuration, "-e", "stderr"]
