"""Addresses relative to the page or style sheet that has them, so that they hold under a prefix."""

from urllib.parse import quote

_SAFE = "/~!$&*+;=:@"
"""What stands for itself in a path, in HTML and CSS, besides letters, digits and `_.-`."""


def relative(base: str, target: str) -> str:
    """Return how a file at the path `base` refers to the path `target` of the same server.

    >>> relative("/pi/more.html", "/_static/databench.css")
    '../_static/databench.css'
    """
    here, there = base.split("/")[1:-1], target.split("/")[1:]
    common = 0
    for one, other in zip(here, there[:-1], strict=False):
        if one != other:
            break
        common += 1
    rest = "/".join(there[common:])
    address = "../" * (len(here) - common) + rest
    # Alone, an empty address is the page itself, `a:b` has a scheme, and `//a` is another host.
    needs_dot = not address or address.startswith("/") or ":" in address.partition("/")[0]
    return f"./{address}" if needs_dot else address


def quoted(path: str) -> str:
    """Return a path as it is written in an address."""
    return quote(path, safe=_SAFE)
