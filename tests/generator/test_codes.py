"""Every code has a title and an explanation that can stand on its own."""

import re
from pathlib import Path

import pytest

import dbgen
import dbgen_schema
from dbgen.codes import CODES, all_codes
from dbgen_schema import Code

FOLDERS = [Path(package.__path__[0]) for package in (dbgen, dbgen_schema)]


def used_codes() -> set[str]:
    sources = (path for folder in FOLDERS for path in folder.rglob("*.py"))
    texts = (path.read_text() for path in sources if path.name != "codes.py")
    return {code for text in texts for code in re.findall(r"\"(DB\d{3})\"", text)}


def test_the_codes_in_the_tables_are_those_that_are_reported() -> None:
    assert used_codes() == set(all_codes())


def test_tables_do_not_overlap() -> None:
    assert not CODES.keys() & dbgen_schema.CODES.keys()
    assert len(all_codes()) > len(CODES) + len(dbgen_schema.CODES)


@pytest.mark.parametrize(("code", "about"), all_codes().items(), ids=all_codes())
def test_an_explanation_says_why_and_shows_an_example(code: str, about: Code) -> None:
    prose, _, example = about.explanation.partition("\n\n    ")

    assert re.fullmatch(r"DB[1-6]\d\d", code)
    assert re.fullmatch(r"(`?[a-z]|README|Python).*[^.]", about.title)
    assert 60 < len(prose) < 1000
    assert prose.rstrip().endswith((".", ":", "is"))
    assert example.strip()
    assert all(len(line) <= 100 for line in about.explanation.splitlines())
