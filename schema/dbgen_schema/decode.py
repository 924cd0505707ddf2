"""From the bytes of a file to a text that a YAML parser accepts."""

import codecs
import re

from dbgen_schema.problems import Position
from dbgen_schema.report import Report

LARGEST_FILE = 1 << 20
"""Bytes that an index.yaml may have."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# The characters that YAML calls non-printable, less the byte order mark at the start of a file.
_NOT_ALLOWED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)


def decode(data: str | bytes, report: Report) -> str:
    """Return the text without a byte order mark; raises `StopReadingError` if it is none."""
    if len(data) > LARGEST_FILE:
        raise report.stop("DB102", Position(), *too_large(len(data)))
    text = data if isinstance(data, str) else _utf8(data, report)
    text = text.removeprefix("\ufeff")
    if found := _NOT_ALLOWED.search(text):
        message = f"the character U+{ord(found[0]):04X} is not allowed in YAML"
        hint = "remove it, or write it escaped in a text in double quotes"
        raise report.stop("DB104", position_at(text, found.start()), message, hint)
    return text


def too_large(size: int) -> tuple[str, str]:
    """Return message and hint for a file of `size` bytes."""
    return f"the file has {size} bytes", f"at most {LARGEST_FILE} are read"


def position_at(text: str, index: int) -> Position:
    """Return the line and column of a character."""
    line, start = 1, 0
    for found in _LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, found.end()
    return Position(line, index - start + 1)


def _utf8(data: bytes, report: Report) -> str:
    hint = "save the file as UTF-8"
    if data.startswith(_UTF16_MARKS):
        raise report.stop("DB103", Position(1, 1), "the file is UTF-16 or UTF-32", hint)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        raise report.stop("DB103", position_at(before, len(before)), message, hint) from None
