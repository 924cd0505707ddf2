"""Explain the codes of problems, in the terminal and as the page of the documentation."""

from collections.abc import Mapping

from dbgen.codes import all_codes
from dbgen.reporting import FAILED, echo
from dbgen_schema import Code, did_you_mean

_GROUPS: Mapping[str, str] = {
    "DB1": "index.yaml",
    "DB2": "Folders and Python",
    "DB3": "What pages and Python say to each other",
    "DB4": "Pages and READMEs",
    "DB5": "Routes, static folders and assets",
    "DB6": "Building and starting",
}
# Letters that are easily read as digits.
_DIGITS = str.maketrans("OIL", "011")
_INTRODUCTION = """\
# Problems

All that `dbgen validate` can find. `dbgen explain CODE` shows the same in the terminal. A comment
such as `# dbgen: ignore CODE`, at the end of a line or on the line before it, in the way that the
file writes comments, silences a code there.
"""


def explain_command(code: str | None) -> int:
    """Explain a code, or list all of them, and return the exit status."""
    codes = all_codes()
    if code is None:
        echo("\n".join(f"{name}  {about.title}" for name, about in codes.items()))
        return 0
    name = code.upper()
    if name not in codes:
        hint = did_you_mean(name.translate(_DIGITS), codes) or "`dbgen explain` lists all codes"
        echo(f"there is no code {code!r}; {hint}", err=True)
        return FAILED
    echo(f"{name}: {codes[name].title}\n\n{codes[name].explanation}")
    return 0


def problems_page() -> str:
    """Return the page of the documentation that explains all codes, as Markdown."""
    codes = all_codes()
    sections = [_section(prefix, codes) for prefix in _GROUPS]
    return "\n".join([_INTRODUCTION, *filter(None, sections)])


def _section(prefix: str, codes: Mapping[str, Code]) -> str:
    members = [(name, about) for name, about in codes.items() if name.startswith(prefix)]
    parts = [f"### {name}: {about.title}\n\n{about.explanation}\n" for name, about in members]
    return "\n".join([f"## {_GROUPS[prefix]}\n", *parts]) if parts else ""
