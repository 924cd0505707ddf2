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
        ("**", "a/b.py"),
        ("**/a/**/b/*.py", "a/x/a/b/b/c.py"),
        ("**/*a*/**/*.py", "x/bab/c.py"),
        ("a*b*c", "abbcbc"),
        ("a**b", "axb"),
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
        ("a*b/c*d", "ab/b/cd"),
        ("**/a/**/b/*.py", "b/a/c.py"),
        ("**/" * 300 + "x", "a/" * 300 + "y"),
        ("**/a/" * 30 + "x", "a/" * 300 + "y"),
        ("*a" * 30 + "b", "a" * 250),
        ("**/" + "*a" * 30 + "/**/x", ("a" * 200 + "/") * 10 + "y"),
    ],
)
def test_no_match(pattern: str, path: str) -> None:
    assert not matches_any(pattern, [path])
