"""The process that minifies: JSON in, JSON out.

The minifier is a program in Go with threads of its own: a process that has it loaded must not
fork, as the builds of big apps do, and what it stumbles over ends this process alone.
"""

import json
import sys

import minify  # type: ignore[import-untyped]  # the wheel has no types


def main() -> None:
    """Minify what standard input asks for: pairs of a type and a text."""
    # The numbers of JSON tell integers from others, and their digits may be meant.
    minify.config({"json-keep-numbers": True})
    json.dump([_minified(*order) for order in json.load(sys.stdin)], sys.stdout)


def _minified(type_: str, text: str) -> str | None:
    try:
        return str(minify.string(type_, text))
    except minify.MinifyError:
        return None


if __name__ == "__main__":
    main()
