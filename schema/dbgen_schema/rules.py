"""What the values of index.yaml must be like, as validators of the models."""

import keyword
import ntpath
import re
import warnings
from typing import Any, LiteralString

from pydantic_core import PydanticCustomError

from dbgen_schema.backtracking import can_explode, is_slow
from dbgen_schema.expression_errors import expression_fault
from dbgen_schema.patterns import ABSOLUTE, FILE_NAME, HOST, ORIGIN, RUNNING_LINK
from dbgen_schema.report import shown
from dbgen_schema.suggest import did_you_mean
from dbgen_schema.values import Plain

KERNELS = ("py",)
_LONGEST_NAME = 64
_LONGEST_PATTERN = 300
MOST_ITEMS = 1000
MOST_WATCHED = 256
LONGEST_WATCHED = 300
LONGEST_HTML = 16_384
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_AROUND_HOST = re.compile(r"^[a-z]+://|(?<=[^:/])(?::[0-9]*)?(?:/.*)?$|\.$")
_RUNNING_LINK = re.compile(RUNNING_LINK)
_FILE_NAME = re.compile(FILE_NAME)
_ABSOLUTE = re.compile(ABSOLUTE)
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_PATTERN_FORM = r"as in `static/(.*): folder_with_static_files/`"


def refusal(code: LiteralString, message: str, hint: str = "") -> PydanticCustomError:
    """Return the exception by which a validator refuses a value."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def flag(value: Any) -> Any:
    """Turn the words for true and false, when written without quotes, into booleans."""
    return _FLAGS.get(value.lower(), value) if isinstance(value, Plain) else value


def as_tuple(value: Any) -> Any:
    """Turn a list into a tuple."""
    return tuple(value) if isinstance(value, list) else value


def short_list(value: Any) -> Any:
    """Turn a list into a tuple; of one with thousands of items, no item is looked at."""
    if isinstance(value, list) and len(value) > MOST_ITEMS:
        message = f"this list has {len(value)} items"
        raise refusal("DB107", message, f"at most {MOST_ITEMS} are read")
    return as_tuple(value)


def home_link(value: Any) -> Any:
    """Accept a text, or false for no link."""
    link = flag(value)
    if link is False or (isinstance(link, str) and not _RUNNING_LINK.match(link)):
        return link
    hint = "expected a path, an address such as `https://example.org/`, or false"
    raise refusal("DB123", f"`home_link` is {shown(value)}", hint)


def kernel(value: Any) -> Any:
    """Accept the kernels that there are."""
    if value is None or value in KERNELS:
        return value
    if not isinstance(value, str):
        raise refusal("DB123", f"`kernel` is {shown(value)}", "expected `py`, or no such key")
    meant = did_you_mean(value, (*KERNELS, "python"))
    hint = "did you mean `py`?" if meant else "leave it out, or write `py` for a process of its own"
    raise refusal("DB132", f"there is no kernel {shown(value)}", hint)


def class_name(value: str) -> str:
    """Accept the name of a Python class."""
    if value.isidentifier() and not keyword.iskeyword(value):
        return value
    raise refusal("DB133", f"{shown(value)} is not a class name", "expected a Python name")


def analysis_name(value: str) -> str:
    """Accept what can be a folder, a Python package and a part of an address alike."""
    hint = "expected ASCII letters, digits and underscores, with a letter first"
    if value.startswith("_"):
        raise refusal("DB130", f"{shown(value)} starts with an underscore", _UNDERSCORE)
    if not _NAME.fullmatch(value):
        other = value.replace("-", "_")
        hint = f"write `{other}`" if _NAME.fullmatch(other) and len(other) <= 64 else hint
        raise refusal("DB130", f"{shown(value)} cannot be the name of an analysis", hint)
    if keyword.iskeyword(value):
        raise refusal("DB130", f"{shown(value)} is a word of Python itself", "choose another name")
    if len(value) > _LONGEST_NAME:
        message = f"the name {shown(value)} has {len(value)} characters"
        raise refusal("DB130", message, f"at most {_LONGEST_NAME} are allowed")
    return value


_UNDERSCORE = "such addresses are the server's own, as `/_static/`"


def watch_list(value: Any) -> Any:
    """Turn a list of patterns into a tuple; more than there may be are not looked at."""
    if isinstance(value, list) and len(value) > MOST_WATCHED:
        message = f"`watch` has {len(value)} patterns"
        raise refusal("DB126", message, f"at most {MOST_WATCHED} are allowed: {_FEWER_PATTERNS}")
    return as_tuple(value)


_FEWER_PATTERNS = "one with `*` or `**/` stands for many files"


def html(value: str) -> str:
    """Accept HTML that is short enough to be made safe in time."""
    if len(value) > LONGEST_HTML:
        message = f"this HTML has {len(value)} characters"
        hint = f"at most {LONGEST_HTML} are allowed: write it into a README file"
        raise refusal("DB127", message, hint)
    return value


def watch_pattern(value: str) -> str:
    """Accept a file pattern that is relative to the application folder."""
    if not value:
        raise refusal("DB125", "an empty pattern", "expected a file pattern, as in `name/*.js`")
    if _ABSOLUTE.match(value):
        hint = "write it relative to the folder of index.yaml"
        raise refusal("DB125", f"the pattern {shown(value)} is absolute", hint)
    if len(value) > LONGEST_WATCHED:
        message = f"the pattern {shown(value)} has {len(value)} characters"
        raise refusal("DB126", message, f"at most {LONGEST_WATCHED} are allowed")
    return value


def static_pattern(value: str) -> str:
    """Accept a regular expression with one group that is safe to match with any request."""
    if value.startswith(("/", "^")):
        hint = f"write `{value.lstrip('^/')}`: the whole path is matched, without its first slash"
        raise refusal("DB143", f"the pattern {shown(value)} starts with `{value[0]}`", hint)
    groups = _compiled(value).groups
    if groups != 1:
        message = f"the pattern {shown(value)} has {groups or 'no'} capture groups"
        hint = f"exactly one captures the path below the folder, {_PATTERN_FORM}; others: `(?:...)`"
        raise refusal("DB141", message, hint)
    if can_explode(value):
        hint = "do not repeat a group that can match the same text in several ways"
        raise refusal("DB142", f"the pattern {shown(value)} can take for ever", hint)
    if is_slow(value):
        hint = "let at most two repeats such as `.*` share the same text"
        raise refusal("DB142", f"the pattern {shown(value)} can take for ever", hint)
    return value


def static_folder(value: str) -> str:
    """Accept a folder below the application folder."""
    if not value:
        raise refusal("DB145", "an empty folder", "`.` is the folder of index.yaml itself")
    if _ABSOLUTE.match(value):
        message = f"the folder {shown(value)} is not relative"
        raise refusal("DB145", message, "write it relative to the folder of index.yaml")
    if ntpath.normpath(value).split("\\")[0] == "..":
        message = f"the folder {shown(value)} is outside the application"
        raise refusal("DB145", message, "only files in the folder of index.yaml are served")
    return value


def allowed_host(value: Any) -> Any:
    """Accept a host name, one with `*.` first, an IP address, or `*` for all hosts."""
    if not isinstance(value, str):
        return value
    if re.fullmatch(HOST, value) and not _is_no_text(value):
        return value
    hint = "expected a name without scheme, port and path, as in `example.org` or `*.example.org`"
    bare = value.strip("[]")
    name = _AROUND_HOST.sub("", value)
    if bare != value and re.fullmatch(HOST, bare):
        hint = f"write `{bare}`, without brackets"
    elif name != value and re.fullmatch(HOST, name):
        hint = f"write `{name}`, without scheme, port and path"
    raise refusal("DB150", f"{shown(value)} is not a host name", hint)


def allowed_origin(value: str) -> str:
    """Accept the scheme, host and port of an address."""
    hint = "expected scheme, host and port, as in `https://example.org` or `http://localhost:8000`"
    if not re.fullmatch(ORIGIN, value):
        if re.fullmatch(ORIGIN, value.rstrip("/")):
            hint = f"write `{value.rstrip('/')}`, without a path"
        raise refusal("DB151", f"{shown(value)} is not an origin", hint)
    return value


def thumbnail(value: Any) -> Any:
    """Accept the name of a file in the folder of an analysis."""
    if not isinstance(value, str):
        return value
    if _FILE_NAME.fullmatch(value) and not _is_no_text(value):
        return value
    hint = "expected the name of a file in the folder of the analysis, as in `curve.png`"
    raise refusal("DB123", f"`thumbnail` is {shown(value)}", hint)


def _is_no_text(value: str) -> bool:
    """Return whether a text was written as YAML writes true, false and numbers."""
    return isinstance(value, Plain) and (value.lower() in ("true", "false") or _is_number(value))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return not text.isalpha()


def _compiled(pattern: str) -> re.Pattern[str]:
    if len(pattern) > _LONGEST_PATTERN:
        message = f"the pattern {shown(pattern)} has {len(pattern)} characters"
        raise refusal("DB140", message, f"at most {_LONGEST_PATTERN} are allowed")
    try:
        with warnings.catch_warnings(action="ignore"):
            compiled = re.compile(pattern)
            re.compile(f"/{pattern}")
            return compiled
    except (re.error, RecursionError, OverflowError) as error:
        fault = expression_fault(error, pattern)
        message = f"the pattern {shown(pattern)} is no regular expression: {fault}"
        raise refusal("DB140", message, f"expected a regular expression, {_PATTERN_FORM}") from None
