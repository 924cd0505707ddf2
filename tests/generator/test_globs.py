"""Watch patterns."""

import pytest

from dbgen.inspecting.globs import matches_any


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("a/*.js", "a/x.js"),
        ("./a/*.js", "a/x.js"),
        ("**/*.js", "x.js"),
        ("**/*.js", "a/b/x.js"),
        ("a/**", "a/b/x.js"),
        ("a/**/x.js", "a/x.js"),
        ("?.py", "a.py"),
        ("[ab].py", "b.py"),
        ("[!ab].py", "c.py"),
        ("[]].py", "].py"),
        ("a[.py", "a[.py"),
        ("[a^].py", "^.py"),
        ("a+b.py", "a+b.py"),
    ],
)
def test_match(pattern: str, path: str) -> None:
    assert matches_any(pattern, [path])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.js", "a/x.js"),
        ("a/*.js", "a/b/x.js"),
        ("a.js", "aXjs"),
        ("?.py", ".py"),
        ("[!ab].py", "a.py"),
        ("a/**/x.js", "ax.js"),
    ],
)
def test_no_match(pattern: str, path: str) -> None:
    assert not matches_any(pattern, [path])
