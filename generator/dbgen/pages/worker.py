"""The process that converts large texts, so that it can be stopped: JSON in, JSON out."""

import json
import sys
from dataclasses import asdict

from dbgen.pages.conversion import convert


def main() -> None:
    """Convert what standard input asks for."""
    order = json.load(sys.stdin)
    json.dump(asdict(convert(order["text"], order["form"])), sys.stdout)


if __name__ == "__main__":
    main()
