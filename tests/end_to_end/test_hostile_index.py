"""Hostile texts of index.yaml: validating each ends in a problem, within bounds."""

from collections.abc import Mapping
from typing import Final

import pytest

from .hostile import INDEX, App, validate


def watching(number: int) -> str:
    """Return an entry with many patterns to watch."""
    patterns = ", ".join(f"'**/{number}_{other}*'" for other in range(200))
    return f"- name: a{number}\n  watch: [{patterns}]\n"


THOUSAND: Final = "a: &a\n" + "".join(f"  k{number}: 1\n" for number in range(1000))
BOMB: Final = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)

INDEXES: Final[Mapping[str, tuple[str | bytes, str]]] = {
    "C1 alias bomb": (BOMB + INDEX, "DB107"),
    "C2 thousand merges": (f"{THOUSAND}b:\n" + "  <<: *a\n" * 1000 + INDEX, "DB107"),
    "C3 recursion": ("watch: &a [*a]\n" + INDEX, "DB108"),
    "C4 one MiB": ("description: |\n" + ("  " + "x" * 97 + "\n") * 10_000 + INDEX, "DB201"),
    "C4 values": ("x-a: [" + "a, " * 99_000 + "]\n" + INDEX, "DB201"),
    "C4 too large": (b"#" * (2 << 20), "DB102"),
    "C5 open lists": ("a: " + "[" * 5000, "DB106"),
    "C5 nested lists": ("a: " + "[" * 300 + "]" * 300, "DB106"),
    "C6 duplicate keys": ("title: a\ntitle: b\n" + INDEX, "DB111"),
    "C7 tab": ("analyses:\n\t- name: hello\n", "DB105"),
    "C7 UTF-16": (INDEX.encode("utf-16"), "DB103"),
    "C7 latin-1": ("title: é\n".encode("latin-1"), "DB103"),
    "C7 NUL": (b"title: \0\n", "DB104"),
    "C7 empty": ("", "DB115"),
    "C7 scalar": ("hello", "DB116"),
    "C7 list": ("- hello", "DB116"),
    "C7 two documents": (INDEX + "---\n" + INDEX, "DB114"),
    "C7 unhashable key": ("? {a: b}\n: c\n", "DB112"),
    "C8 impossible date": ("x-a: 2026-99-99\n" + INDEX, "DB201"),
    "C8 many digits": ("x-a: " + "7" * 5000 + "\n" + INDEX, "DB201"),
    "C8 tag": ("title: !!python/object/apply:os.system [touch pwned]\n" + INDEX, "DB110"),
    "C9 surprises": (INDEX + "    version: 1.10\n    title: 12:30:45\n", "DB201"),
    "C10 unknown keys": ("".join(f"k{n}: 1\n" for n in range(5000)) + INDEX, "DB199"),
    "C10 nulls": ("title:\nstatic:\nanalyses:\n  - name:\n", "DB122"),
    "C10 analyses": ("analyses:\n" + "".join(f"- name: a{n}\n" for n in range(10_000)), "DB201"),
    "C10 too many analyses": ("analyses: [" + "1, " * 90_000 + "]\n", "DB107"),
    "C10 wrong names": ("analyses:\n" + "".join(f"- name: a-{n}\n" for n in range(9000)), "DB199"),
    "C10 directives": (
        "security: {policy: {" + ", ".join(f"a{n}: b" for n in range(40_000)) + "}}\n" + INDEX,
        "DB107",
    ),
    "C10 hosts": ("allowed_hosts: [" + "/, " * 90_000 + "]\n" + INDEX, "DB107"),
    "C10 duplicates": ("analyses:\n" + "- name: a\n" * 900, "DB131"),
    "C11 names": ('analyses:\n  - name: "../x"\n  - name: "\\u202ea"\n', "DB130"),
    "C12 long title in many entries": (
        f"x-t: &t {'<' * 900_000}\nanalyses:\n"
        + "".join(f"- {{name: a{n}, title: *t}}\n" for n in range(60)),
        "DB107",
    ),
    "C12 long name": ("analyses:\n  - name: " + "a" * 1_000_000, "DB130"),
    "C12 long HTML": ("description_html: " + "<div>" * 200_000 + "\n" + INDEX, "DB127"),
    "C12 long README": (INDEX + "    readme: '" + "&" * 1_000_000 + "'\n", "DB127"),
    "C12 READMEs": (
        "analyses:\n" + "".join(f"- name: a{n}\n  readme: {'<div>' * 3270}\n" for n in range(50)),
        "DB127",
    ),
    "C12 some READMEs": (
        "analyses:\n" + "".join(f"- name: a{n}\n  readme: {'<div>' * 3270}\n" for n in range(16)),
        "DB201",
    ),
    "C12 long title": ("title: " + "</script>" * 100_000 + "\n" + INDEX, "DB201"),
    "C13 exploding": ("static: {(a+)+$: x}\n" + INDEX, "DB142"),
    "C13 many patterns": (
        "static:\n" + "".join(f"  {n}/(.*): x\n" for n in range(3000)) + INDEX,
        "DB107",
    ),
    "C13 long pattern": ("static: {" + "(" * 100_000 + ": x}\n" + INDEX, "DB1"),
    "C14 outside": ("static: {a/(.*): ../.., b/(.*): /, c/(.*): '~'}\n" + INDEX, "DB145"),
    "C15 long pattern": ("watch: [" + "a*" * 500_000 + "]\n" + INDEX, "DB126"),
    "C15 brackets": ("watch: ['" + "[" * 1_000_000 + "']\n" + INDEX, "DB126"),
    "C15 many patterns": ("watch: [" + "'a*', " * 55_000 + "]\n" + INDEX, "DB126"),
    "C15 patterns of many": ("analyses:\n" + "".join(map(watching, range(300))), "DB201"),
    "C15 outside": ("watch: ['/**', '../../**']\n" + INDEX, "DB125"),
}


@pytest.mark.parametrize(("text", "code"), INDEXES.values(), ids=INDEXES)
def test_index_yaml(app: App, text: str | bytes, code: str) -> None:
    folder = app({"index.yaml": text})
    status, output = validate(folder)

    assert status == 2
    assert code in output
    assert not (folder / "pwned").exists()
