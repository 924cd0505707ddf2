"""What the browser library gives to pages: the names in `runtime/browser/databench.js`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

METHODS: Final = frozenset(
    {"connect", "disconnect", "emit", "on", "onProcess", "once", "preEmit", "trigger"}
)
"""The methods of a connection."""
FIELDS: Final = frozenset(
    {
        "analysesVersion",
        "analysisId",
        "databenchBackendVersion",
        "errorCB",
        "requestArgs",
        "wsUrl",
    }
)
"""The other members of a connection."""
PARTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "Databench": frozenset({"Connection", "attach", "connect", "ui"}),
        "Databench.ui": frozenset(
            {
                *("Button", "ButtonState", "Image", "Log", "Slider", "StatusLog", "Text"),
                *("TextInput", "wire"),
            }
        ),
    }
)
"""What the parts of the library that hold others are made of."""
