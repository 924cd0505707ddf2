"""Measure dbgen beside bare Tornado and its peers: print a table, write the numbers as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from bench.chromium import chromium
from bench.contenders import CONTENDERS
from bench.contenders.contender import CACHE
from bench.figures import FIGURES
from bench.figures.figure import Tools
from bench.results import Results
from bench.running import Plan, measure
from bench.table import table

_Named = TypeVar("_Named")


def main() -> None:
    """Measure what the command line asks for."""
    options = _parser().parse_args()
    plan = Plan(options.only, options.figures, options.rounds)
    options.json.parent.mkdir(exist_ok=True)
    earlier = _read(options.json) if options.keep else None
    with chromium() as browser:
        for results in measure(plan, Tools(browser, options.short)):
            if earlier is not None:
                results = results.with_earlier(earlier)  # noqa: PLW2901 - what is written and shown
            text = json.dumps(results.as_json(), indent=1) + "\n"
            options.json.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{table(results)}\n")


def _read(file: Path) -> Results:
    return Results.from_json(json.loads(file.read_text(encoding="utf-8")))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    _add_choice(parser, "--only", CONTENDERS, "contenders")
    _add_choice(parser, "--figures", FIGURES, "figures")
    parser.add_argument("--rounds", type=int, default=5, help="how often (%(default)s)")
    parser.add_argument("--short", action="store_true", help="rough numbers, soon")
    parser.add_argument(
        "--json", type=Path, default=CACHE / "results.json", help="file to write (%(default)s)"
    )
    help_text = "keep the figures of the file that are not measured now"
    parser.add_argument("--keep", action="store_true", help=help_text)
    return parser


def _add_choice(
    parser: argparse.ArgumentParser, option: str, choice: Mapping[str, _Named], what: str
) -> None:
    def chosen(text: str) -> Iterable[_Named]:
        names = text.split(",")
        if unknown := [name for name in names if name not in choice]:
            raise argparse.ArgumentTypeError(f"no such {what}: {', '.join(unknown)}")
        return [value for name, value in choice.items() if name in names]

    help_text = f"{what} to measure, with commas between: {','.join(choice)}"
    parser.add_argument(option, type=chosen, default=list(choice.values()), help=help_text)


if __name__ == "__main__":
    main()
