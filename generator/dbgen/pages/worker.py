"""The process that converts large texts, so that it can be stopped: JSON in, JSON out."""

import json
import sys
from dataclasses import asdict
from typing import Final

from dbgen.pages.conversion import convert
from dbgen.pages.limits import DeadlineError, deadline, limited_memory

TOO_LONG: Final = 3
"""How the process ends when the time is over."""
MEMORY: Final = 120 << 20
"""How much memory a conversion may take, in bytes."""


def main() -> None:
    """Convert what standard input asks for."""
    order = json.load(sys.stdin)
    try:
        with deadline(order["seconds"]), limited_memory(MEMORY):
            converted = convert(order["text"], order["form"])
    except DeadlineError:
        sys.exit(TOO_LONG)
    json.dump(asdict(converted), sys.stdout)


if __name__ == "__main__":
    main()
