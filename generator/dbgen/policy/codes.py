"""The codes of the problems that pages have with their policy."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dbgen_schema import Code

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "DB433": Code(
            "a script that makes code out of texts",
            """
            `eval`, `new Function` and a text for `setTimeout` run whatever the text says, so that a
            text from a visitor may become code. The Content-Security-Policy of the pages refuses
            all of them, and so do browsers. Some libraries compile templates or expressions of the
            page in this way. Write the code as a function, take the build of the library that does
            without (of Vue the one called `runtime`, of Alpine `@alpinejs/csp`; Vega does so where
            the page loads `vega-interpreter`, too), or allow it:

                setTimeout("draw()", 100)          // refused
                setTimeout(() => draw(), 100)      // fine

                security:
                  policy:
                    script-src: "'self' 'unsafe-eval'"

            It is a warning: only what certainly does so is found, and it may never run.
            """,
        ),
    }
)
