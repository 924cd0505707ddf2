"""Watch patterns."""

import pytest

from dbgen.inspecting.globs import unmatched


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
    assert not list(unmatched([pattern], [path]))


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
    assert list(unmatched([pattern], [path])) == [0]


def test_work_has_an_end() -> None:
    paths = [f"{number:05}.txt" for number in range(20_000)]
    tried = list(unmatched((f"**/{number}x" for number in range(20_000)), paths))

    assert tried == list(range(len(tried)))
    assert 0 < len(tried) < 100


def test_only_paths_in_the_folder_count_as_work() -> None:
    paths = sorted(f"{letter}/{number}.txt" for letter in "ab" for number in range(10_000))

    assert len(list(unmatched(["c/*.txt", "a.txt"] * 2000, paths))) == 4000
