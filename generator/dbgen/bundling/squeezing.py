"""Take comments and white space out of scripts and style sheets, and nothing else.

What a general minifier does besides saves little once a file is compressed, and shows: unused
parameters go (and with them the `length` of a function), and so do the names of functions. Here,
every token stays, and every end of line that a script may need. Comments that speak of a licence
or of copyright stay, too.
"""

import re
from functools import cache
from typing import Final

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser, Query, QueryCursor

_LEGAL: Final = re.compile(r"\A/[/*]!|licen[cs]e|copyright|\(c\)|@preserve|@cc_on", re.IGNORECASE)

# Characters that stand for what has to stay as it is; no text that uses them is touched.
_TEXT: Final = "\ue000"
_REGEX: Final = "\ue001"
_COMMENT: Final = "\ue002"
_MARKS: Final = re.compile(f"[{_TEXT}{_REGEX}{_COMMENT}]")

_VERBATIM: Final = "[(comment) (string) (template_string) (regex)] @part"
_FOREIGN: Final = "[(html_comment) (hash_bang_line) (jsx_element) (jsx_self_closing_element)] @part"
_SCRIPT_SPACE: Final = re.compile("[\t\v\f \xa0\ufeff\r\n\u2028\u2029]+")
_SCRIPT_STEPS: Final = (
    # Between these and anything else, a space separates no tokens that could grow together.
    (re.compile(rf" ?([{{}}()\[\],;:?={_TEXT}]) ?"), r"\1"),
    (re.compile(r"(?<=[{(\[,;])\n"), ""),
    (re.compile(rf"(?<!{_COMMENT})\n(?=[}})\]])"), ""),
)

_SHEET_PART: Final = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z))
    |"(?:\\.|[^"\\\n\r\f])*"
    |'(?:\\.|[^'\\\n\r\f])*'
    |\burl\(\s*(?!["'\s])(?:\\.|[^()"'\\\s])*\s*\)
    |\\(?:[0-9a-fA-F]{1,6}(?:\r\n|\s)?|.)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_SHEET_COMMENTS: Final = re.compile(r" ?(?:/\*\*/ ?)+")
_SHEET_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_SHEET_STEPS: Final = (
    # A custom property may have a space as its value.
    (re.compile(r"(?<!:) (?=[;}])|(?<=[;{}]) "), ""),
    (re.compile(r" ?([{,]) ?"), r"\1"),
    (re.compile(r"(?<=:) (?![;}])|(?<=\() | (?=\))"), ""),
)


def squeezed_script(text: str) -> str | None:
    """Return a script with less in it that does the same; None if it is better left alone."""
    content = text.encode()
    root = _parser().parse(content).root_node
    if root.has_error or _MARKS.search(text) or _captured(root, _FOREIGN):
        return None
    parts: list[str] = []
    masked: list[str] = []
    end = 0
    for node in sorted(_captured(root, _VERBATIM), key=lambda node: node.start_byte):
        if node.start_byte < end:
            continue
        part = content[node.start_byte : node.end_byte].decode()
        masked += (content[end : node.start_byte].decode(), _script_mark(node.type, part, parts))
        end = node.end_byte
    masked.append(content[end:].decode())
    shorter = _SCRIPT_SPACE.sub(_one_script_space, "".join(masked))
    for pattern, replacement in _SCRIPT_STEPS:
        shorter = pattern.sub(replacement, shorter)
    return _restored(shorter, parts, text)


def _script_mark(kind: str, part: str, parts: list[str]) -> str:
    """Return what stands for a part while white space is removed."""
    if kind == "comment" and not _LEGAL.search(part):
        return "\n" if "\n" in part else " "
    parts.append(part)
    if kind == "comment":
        return f"{_COMMENT}\n" if part.startswith("//") else _COMMENT
    return _REGEX if kind == "regex" else _TEXT


def _one_script_space(space: re.Match[str]) -> str:
    return "\n" if re.search("[\r\n\u2028\u2029]", space[0]) else " "


def squeezed_sheet(text: str) -> str | None:
    """Return a style sheet with less in it that says the same; None if it is better left alone."""
    if _MARKS.search(text):
        return None
    parts: list[str] = []
    masked = _SHEET_PART.sub(lambda part: _sheet_mark(part, parts), text)
    if '"' in masked or "'" in masked or _is_open(parts):
        return None
    shorter = _SHEET_COMMENTS.sub(_one_separator, _SHEET_SPACE.sub(" ", masked))
    for pattern, replacement in _SHEET_STEPS:
        shorter = pattern.sub(replacement, shorter)
    return _restored(shorter, parts, text)


def _is_open(parts: list[str]) -> bool:
    """Return whether a style sheet ends in a comment."""
    last = parts[-1] if parts else ""
    return last.startswith("/*") and (len(last) < 4 or not last.endswith("*/"))


def _one_separator(comments: re.Match[str]) -> str:
    # A comment separates tokens; where there is white space beside it, that does.
    return " " if " " in comments[0] or not comments.start() else "/**/"


def _sheet_mark(part: re.Match[str], parts: list[str]) -> str:
    comment = part["comment"]
    if comment and len(comment) > 3 and comment.endswith("*/") and not _LEGAL.search(comment):
        return "/**/"
    parts.append(part[0])
    return _COMMENT if part["comment"] else _TEXT


def _restored(masked: str, parts: list[str], before: str) -> str:
    """Return a text with its parts back in their places."""
    waiting = iter(parts)
    text = _MARKS.sub(lambda _: next(waiting), masked).strip(" \n")
    return text + "\n" if before.endswith("\n") else text


def _captured(root: Node, pattern: str) -> list[Node]:
    return QueryCursor(_query(pattern)).captures(root).get("part", [])


@cache
def _language() -> Language:
    return Language(tree_sitter_javascript.language())


@cache
def _parser() -> Parser:
    return Parser(_language())


@cache
def _query(pattern: str) -> Query:
    return Query(_language(), pattern)
