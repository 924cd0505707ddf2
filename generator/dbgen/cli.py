"""The command line. Each command imports its module when it runs, so that help stays fast."""

import sys
from pathlib import Path

import click

from dbgen import __version__

_FOLDER = click.Path(path_type=Path, file_okay=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dbgen")
def main() -> None:
    """Turn Python analyses into a live web server.

    DIR is the folder of an app: it holds index.yaml, itself or in a folder called analyses.
    """


@main.command()
@click.argument("folder", metavar="[DIR]", type=_FOLDER, required=False)
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
def validate(folder: Path | None, output: str, strict: bool) -> None:
    """Say everything that is wrong with an app; write nothing."""
    from dbgen.validating import validate_command  # noqa: PLC0415

    sys.exit(validate_command(folder, output=output, strict=strict))


@main.command()
@click.argument("folder", metavar="[DIR]", type=_FOLDER, required=False)
@click.option("--out", type=_FOLDER, default=Path("build"), show_default=True)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
def build(folder: Path | None, out: Path, strict: bool) -> None:
    """Write the server of an app to a folder that can be deployed."""
    from dbgen.building import build_command  # noqa: PLC0415

    sys.exit(build_command(folder, out, strict=strict))


@main.command()
@click.argument("name")
@click.argument("folder", metavar="[DIR]", type=_FOLDER, default=Path())
@click.option("--kernel", type=click.Choice(["py"]), help="Run it in a process of its own.")
def new(name: str, folder: Path, kernel: str | None) -> None:
    """Start an analysis called NAME, in an app that is there or in a new one."""
    from dbgen.scaffolding import new_command  # noqa: PLC0415

    sys.exit(new_command(name, folder, kernel))


@main.command(hidden=True)
@click.option("--spec", required=True, help="What databench.run() was called with, as JSON.")
@click.option("--build", "only_build", is_flag=True, help="Build once and exit.")
@click.option("--out", type=_FOLDER, default=Path("build"), show_default=True)
def single(spec: str, only_build: bool, out: Path) -> None:
    """Do what databench.run() asks for: make a server of one script."""
    from dbgen.single import single_command  # noqa: PLC0415

    sys.exit(single_command(spec, out, only_build=only_build))


if __name__ == "__main__":
    main()
