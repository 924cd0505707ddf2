"""Pages and READMEs: from what an author wrote to finished, safe HTML."""

from dbgen.pages.budget import Budget
from dbgen.pages.codes import CODES
from dbgen.pages.limits import DeadlineError, limited_memory
from dbgen.pages.lookup import Lookup, PageSource
from dbgen.pages.readme import ReadmeResult, find_readmes, render_readme, sanitise_html
from dbgen.pages.rendering import (
    PAGE_MEMORY,
    PAGE_SECONDS,
    Rendered,
    check_template,
    given_up,
    render_page,
)
from dbgen.pages.tornado_syntax import Translated, to_jinja

__all__ = [
    "CODES",
    "PAGE_MEMORY",
    "PAGE_SECONDS",
    "Budget",
    "DeadlineError",
    "Lookup",
    "PageSource",
    "ReadmeResult",
    "Rendered",
    "Translated",
    "check_template",
    "find_readmes",
    "given_up",
    "limited_memory",
    "render_page",
    "render_readme",
    "sanitise_html",
    "to_jinja",
]
