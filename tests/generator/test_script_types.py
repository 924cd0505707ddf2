"""Which values of `type` make a script of an element, by the HTML standard."""

import pytest

from dbgen.script_types import is_script_type

SCRIPTS = [
    "application/ecmascript",
    "application/javascript",
    "application/x-ecmascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript",
    "text/javascript1.0",
    "text/javascript1.1",
    "text/javascript1.2",
    "text/javascript1.3",
    "text/javascript1.4",
    "text/javascript1.5",
    "text/jscript",
    "text/livescript",
    "text/x-ecmascript",
    "text/x-javascript",
]


@pytest.mark.parametrize("written", ["", "module", *SCRIPTS, " Text/JavaScript\n", "MODULE"])
def test_types_of_scripts(written: str) -> None:
    assert is_script_type(written)


@pytest.mark.parametrize(
    "written",
    [
        " ",
        "application/json",
        "importmap",
        "javascript",
        "text/babel",
        "text/javascript1.6",
        "text/javascript; charset=utf-8",
        "text/javascript\u00a0",
        "text/plain",
        "text/x-template",
        "text/x-typescript",
    ],
)
def test_types_of_anything_else(written: str) -> None:
    assert not is_script_type(written)
