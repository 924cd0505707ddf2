"""Who may talk to this server: the hosts it answers for, and the origins of pages it trusts."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from typing import Final

_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?", re.IGNORECASE)
_LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")
_DEFAULT_PORT: Final = {"http": ":80", "https": ":443"}
_EVERY_ADDRESS: Final = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, not bound to


class Visitors:
    """Decides about the Host and Origin headers of requests.

    A page of another site can have a browser send requests here, and through DNS rebinding even
    under a host name of its own; both are recognised by these headers.

    Args:
        hosts: further host names: `example.org`, `*.example.org`, or `*` for any.
        origins: further origins such as `https://example.org`.
    """

    def __init__(self, hosts: Iterable[str] = (), origins: Iterable[str] = ()) -> None:
        self._hosts = {_as_in_header(host) for host in (*_LOCAL, *hosts)}
        self._origins = frozenset(_as_browsers_send(origin) for origin in origins)
        self._any_address = False

    def add_listening_host(self, host: str) -> None:
        """Answer for the host that the server listens on, too.

        A server that listens on all addresses answers for any IP address and its own name:
        rebinding needs a name that the attacker owns.
        """
        if host in _EVERY_ADDRESS:
            self._any_address = True
            self._hosts |= {socket.gethostname().lower()}
        else:
            self._hosts.add(_as_in_header(host))

    def knows_host(self, header: str) -> bool:
        """Tell whether the server answers for the value of a Host header."""
        match = _HOST.fullmatch(header)
        if match is None:
            return False
        host = match[1].lower()
        return (
            host in self._hosts
            or "*" in self._hosts
            or any(f"*{host[at:]}" in self._hosts for at, c in enumerate(host) if c == ".")
            or (self._any_address and _is_address(host))
        )

    def trusts_origin(self, origin: str, host: str) -> bool:
        """Tell whether a request from a page of origin may reach the server at host."""
        scheme, _, origin_host = origin.partition("://")
        same = scheme in ("http", "https") and origin_host == host
        return same or origin in self._origins


def _as_in_header(host: str) -> str:
    bare = host.lower().strip("[]")
    return f"[{bare}]" if ":" in bare else bare


def _as_browsers_send(origin: str) -> str:
    scheme, _, host = origin.lower().partition("://")
    return f"{scheme}://{host.removesuffix(_DEFAULT_PORT.get(scheme, ''))}"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
