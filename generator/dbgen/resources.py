"""Find the shared folders, in an installed wheel or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def resource_root(name: str) -> Path:
    """Return the folder called name: inside the wheel if it is there, else in the checkout."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _CHECKOUT / name


def browser_root() -> Path:
    """Return the folder of databench.js and its companions."""
    packaged = _PACKAGE / "browser"
    return packaged if packaged.is_dir() else _CHECKOUT / "runtime" / "browser"


def runtime_root(package: str) -> Path:
    """Return the folder of a runtime package, which a build carries with it."""
    installed = _PACKAGE.parent / package
    return installed if installed.is_dir() else _CHECKOUT / "runtime" / package
