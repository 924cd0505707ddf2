"""The process that converts large texts, so that it can be stopped: JSON in, JSON out."""

import json
import signal
import sys
from dataclasses import asdict
from typing import Final

from dbgen.pages.conversion import convert
from dbgen.pages.limits import end_after, limited_memory

TOO_LONG: Final = 0 if sys.platform == "win32" else -signal.SIGPROF
"""How the process ends when the time is over."""
MEMORY: Final = 100 << 20
"""How much memory a conversion may take, in bytes."""


def main() -> None:
    """Convert what standard input asks for."""
    order = json.load(sys.stdin)
    end_after(order["seconds"])
    with limited_memory(MEMORY):
        converted = convert(order["text"], order["form"])
    json.dump(asdict(converted), sys.stdout)


if __name__ == "__main__":
    main()
