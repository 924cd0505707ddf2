"""Every code of a problem has a title."""

import re
from pathlib import Path

import dbgen
import dbgen_schema
from dbgen.codes import CODES
from dbgen.pages import CODES as PAGE_CODES


def test_codes_have_titles() -> None:
    sources = Path(dbgen.__file__).parent.rglob("*.py")
    used = {code for path in sources for code in re.findall(r"\"(DB\d{3})\"", path.read_text())}

    assert used <= CODES.keys() | PAGE_CODES.keys() | dbgen_schema.CODES.keys()


def test_codes_are_used() -> None:
    folder = Path(dbgen.__file__).parent
    texts = [path.read_text() for path in folder.rglob("*.py") if path.name != "codes.py"]

    assert [code for code in CODES if not any(f'"{code}"' in text for text in texts)] == []


def test_tables_do_not_overlap() -> None:
    tables = [CODES.keys(), PAGE_CODES.keys(), dbgen_schema.CODES.keys()]

    assert sum(map(len, tables)) == len(set().union(*tables))
