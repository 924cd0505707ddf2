"""What the command line decides about a build."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

EXTRAS: Final = ("docker", "nginx", "procfile", "systemd")
"""What `--with` takes."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The options of `dbgen build`, and of the builds of `dbgen serve`.

    Attributes:
        out: folder of the build.
        strict: whether warnings count as errors.
        offline: whether what pages load from other hosts is an error.
        cache: whether results of commands before may be taken over.
        develop: whether the build is served while it is being written.
        quiet: whether a build that is fine ends without a word.
        plan: whether to print the plan instead of building.
        check: whether to say if the build is up to date instead of building.
        output: the format of what is printed: `text` or `json`.
        extras: kinds of files for deploying, of `EXTRAS`.
        zipapp: file to make of the build, if any.
    """

    out: Path = Path("build")
    strict: bool = False
    offline: bool = False
    cache: bool = False
    develop: bool = False
    quiet: bool = False
    plan: bool = False
    check: bool = False
    output: str = "text"
    extras: tuple[str, ...] = ()
    zipapp: Path | None = None
