"""Regular expressions that the models and the JSON Schema share.

They are in the syntax that Python and ECMAScript have in common, and match as a whole.
"""

from typing import Final

_GROUP: Final = "[0-9A-Fa-f]{1,4}"
_BYTE: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LAST_TWO: Final = rf"(?:{_GROUP}:{_GROUP}|{_BYTE}(?:\.{_BYTE}){{3}})"
_IPV6: Final = "|".join(
    [
        f"(?:{_GROUP}:){{6}}{_LAST_TWO}",
        f"::(?:{_GROUP}:){{5}}{_LAST_TWO}",
        *(
            f"(?:(?:{_GROUP}:){{0,{before}}}{_GROUP})?::(?:{_GROUP}:){{{4 - before}}}{_LAST_TWO}"
            for before in range(5)
        ),
        f"(?:(?:{_GROUP}:){{0,5}}{_GROUP})?::{_GROUP}",
        f"(?:(?:{_GROUP}:){{0,6}}{_GROUP})?::",
    ]
)
_LABEL: Final = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME: Final = rf"(?=[^:]{{1,253}}(?:$|:)){_LABEL}(?:\.{_LABEL})*"
_PORT: Final = (
    "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
)

HOST: Final = rf"(?:\*|(?:\*\.)?{_NAME}|{_IPV6})"
"""A host name, one with `*.` first, an IP address, or `*`."""

ORIGIN: Final = rf"https?://(?:{_NAME}|\[(?:{_IPV6})\])(?::{_PORT})?"
"""The scheme, host and port of an address."""

RUNNING_LINK: Final = r"\s*(?![Hh][Tt][Tt][Pp][Ss]?:)[A-Za-z][A-Za-z0-9+.-]*\s*:"
"""The start of a link that may run something: any scheme but those of addresses."""

FILE_NAME: Final = r"[^./\\][^/\\]*"
"""A file in a folder, none that is hidden."""

ABSOLUTE: Final = r"(?:[/\\~]|[\s\S]:)"
"""The start of a path that is not relative, on any system."""

HEADER_NAME: Final = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"
"""The name of a header of HTTP."""

HEADER_VALUE: Final = "[!-~](?:[ -~]{0,3998}[!-~])?"
"""What can stand in a line of a header."""
