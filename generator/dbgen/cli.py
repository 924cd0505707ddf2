"""The command line. Each command imports its module when it runs, so that help stays fast."""

import gc
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from dbgen import __version__

_FOLDER = click.Path(path_type=Path, file_okay=True)
_FORMATS = ("text", "json", "github", "sarif")
_COMPARED = click.Choice(("text", "json"))
_STRICT = "Count warnings as errors."
_OFFLINE = "Count what is loaded from other hosts as errors."
_ZIPAPP = "Make one file of the build and its requirements that Python runs."
_CACHE = "Take what has not changed from the command before."
_WITH = "Add files for deploying: docker, nginx, procfile, systemd."
_LEVELS = click.Choice(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], case_sensitive=False)


class _PassingOn(click.Command):
    """A command whose arguments after `--` are none of its own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what stands before `--` and keep the rest."""
        at = args.index("--") if "--" in args else len(args)
        remaining = super().parse_args(ctx, args[:at])
        ctx.params["arguments"] = (*ctx.params.get("arguments", ()), *args[at + 1 :])
        return remaining


def _serving_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of everything that serves: those of the generated server, and watching."""
    option = partial(click.option, show_envvar=True)
    port = click.IntRange(0, 65535)
    for add in reversed(
        [
            option("--host", envvar="HOST", default="127.0.0.1", show_default=True),
            option("--port", envvar="PORT", type=port, default=5000, show_default=True),
            option("--log", type=_LEVELS, default="INFO", help="Level of the log."),
            option("--ssl-certfile", envvar="SSLCERTFILE", help="Certificate for HTTPS."),
            option("--ssl-keyfile", envvar="SSLKEYFILE", help="Its private key."),
            option("--ssl-port", envvar="SSLPORT", type=port, help="Port for HTTPS."),
            option("--watch/--no-watch", default=True, help="Rebuild when something changes."),
            option("--open", is_flag=True, help="Open a browser."),
            option("--build", "only_build", is_flag=True, help="Build once and exit."),
            option("--out", type=_FOLDER, default=Path("build"), help="Folder for --build."),
        ]
    ):
        command = add(command)
    return command


def _extras(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the names of lists with commas, each once."""
    from dbgen.build_options import EXTRAS  # noqa: PLC0415

    names = {name.strip().lower() for value in values for name in value.split(",")}
    for name in sorted(names.difference(EXTRAS)):
        from dbgen_schema import suggest  # noqa: PLC0415

        similar = suggest(name, EXTRAS)
        hint = f"did you mean `{similar}`?" if similar else f"expected {', '.join(EXTRAS)}"
        raise click.BadParameter(f"there is no `{name}`: {hint}")
    return tuple(sorted(names))


class _Commands(click.Group):
    """The commands; what escapes one of them is no fault of the user's and says so."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            error.add_note(f"This is a bug in dbgen {__version__}: please report it with all this.")
            raise


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dbgen")
def main() -> None:
    """Turn Python analyses into a live web server.

    DIR is the folder of an app: it holds index.yaml, itself or in a folder called analyses. The
    path of that index.yaml is fine, too.
    """


@main.command()
@click.argument("folder", metavar="[DIR]", type=_FOLDER, required=False)
@click.option("--format", "output", type=click.Choice(_FORMATS), default="text")
@click.option("--strict", is_flag=True, help=_STRICT)
@click.option("--offline", is_flag=True, help=_OFFLINE)
@click.option("--cache/--no-cache", default=True, help=_CACHE)
def validate(folder: Path | None, **options: Any) -> None:
    """Say everything that is wrong with an app; write nothing.

    It ends with 0 if the app is fine, with 2 if problems were found.
    """
    from dbgen.validating import validate_command  # noqa: PLC0415

    sys.exit(validate_command(folder, **options))


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a problem by its CODE, as in DB101; without one, list all codes."""
    from dbgen.explaining import explain_command  # noqa: PLC0415

    sys.exit(explain_command(code))


@main.command()
def schema() -> None:
    """Print the JSON Schema of index.yaml, for editors."""
    from dbgen_schema.json_schema import schema_text  # noqa: PLC0415

    click.echo(schema_text(), nl=False)


@main.command()
@click.argument("folder", metavar="[DIR]", type=_FOLDER, required=False)
@click.option("--out", type=_FOLDER, default=Path("build"), show_default=True)
@click.option("--strict", is_flag=True, help=_STRICT)
@click.option("--offline", is_flag=True, help=_OFFLINE)
@click.option("--cache/--no-cache", default=True, help=_CACHE)
@click.option("--with", "extras", multiple=True, metavar="LIST", callback=_extras, help=_WITH)
@click.option("--zipapp", type=_FOLDER, metavar="FILE", help=_ZIPAPP)
@click.option("--quiet", is_flag=True, help="Say nothing of a build that is fine.")
@click.option("--plan", is_flag=True, help="Print what would be built; write nothing.")
@click.option("--check", is_flag=True, help="Say whether the build is up to date; write nothing.")
@click.option("--format", "output", type=_COMPARED, default="text", help="Of --plan and --check.")
def build(folder: Path | None, **options: Any) -> None:
    """Write the server of an app to a folder that can be deployed.

    It ends with 0 if all is well, with 2 if problems were found, and with --check and a build that
    is stale with 1.
    """
    if options["plan"] and options["check"]:
        raise click.UsageError("--plan and --check are two things: ask for one of them")
    from dbgen.build_command import build_command  # noqa: PLC0415
    from dbgen.build_options import BuildOptions  # noqa: PLC0415

    sys.exit(build_command(folder, BuildOptions(**options)))


@main.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option("--format", "output", type=_COMPARED, default="text")
def diff(old: Path, new: Path, output: str) -> None:
    """Say how the build NEW differs from the build OLD: routes, pages, assets and other files.

    It ends with 0 if they do not differ, with 1 if they do, with 2 if one is no build.
    """
    from dbgen.differing import diff_command  # noqa: PLC0415

    sys.exit(diff_command(old, new, output))


@main.command()
@click.argument("name")
@click.argument("folder", metavar="[DIR]", type=_FOLDER, default=Path())
@click.option("--kernel", type=click.Choice(["py"]), help="Run it in a process of its own.")
def new(name: str, folder: Path, kernel: str | None) -> None:
    """Start an analysis called NAME, in an app that is there or in a new one."""
    from dbgen.scaffolding import new_command  # noqa: PLC0415

    sys.exit(new_command(name, folder, kernel))


@main.command(cls=_PassingOn, options_metavar="[OPTIONS] [DIR] [-- ARGS...]")
@click.argument("folder", metavar="", type=_FOLDER, required=False)
@_serving_options
def serve(folder: Path | None, arguments: tuple[str, ...], **options: Any) -> None:
    """Build an app, serve it, and do so again whenever it changes.

    Arguments after -- go to the analyses.
    """
    from dbgen.serving.command import ServeOptions, serve_command  # noqa: PLC0415

    gc.enable()  # it may run for days
    sys.exit(serve_command(folder, ServeOptions(**options, arguments=arguments)))


@main.command(cls=_PassingOn, hidden=True, context_settings={"ignore_unknown_options": True})
@click.option("--spec", required=True, hidden=True)
@click.argument("arguments", nargs=-1)
@_serving_options
def single(spec: str, arguments: tuple[str, ...], **options: Any) -> None:
    """Do what databench.run() asks for: make a server of one script."""
    from dbgen.serving.command import ServeOptions  # noqa: PLC0415
    from dbgen.single import single_command  # noqa: PLC0415

    gc.enable()  # it may run for days
    sys.exit(single_command(spec, ServeOptions(**options, arguments=arguments)))
