"""Names with hashes, and addresses relative to where they stand."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databench.files import split_hash
from dbgen.bundling.naming import hashed_path
from dbgen.bundling.relative import quoted, relative

SHA256 = "0123456789" * 7


@pytest.mark.parametrize(
    ("path", "hashed"),
    [
        ("static/_static/databench.js", "static/_static/databench.0123456789.js"),
        ("static/jquery.min.js", "static/jquery.min.0123456789.js"),
        ("static/a.b/LICENSE", "static/a.b/LICENSE.0123456789"),
        ("static/x.0123456789.js", "static/x.0123456789.0123456789.js"),
        ("static/.nojekyll", "static/.nojekyll.0123456789"),
        ("static/dot.", "static/dot..0123456789"),
        ("static/a.b..", "static/a.0123456789.b.."),
    ],
)
def test_the_hash_stands_in_front_of_the_suffix(path: str, hashed: str) -> None:
    assert hashed_path(path, SHA256) == hashed


@pytest.mark.parametrize(
    ("base", "target", "address"),
    [
        ("/pi/", "/", "../"),
        ("/pi/", "/pi/", "./"),
        ("/pi/", "/pi", "../pi"),
        ("/pi/more.html", "/pi/", "./"),
        ("/", "/", "./"),
        ("/", "/pi/static/a.js", "pi/static/a.js"),
        ("/pi/static/css/a.css", "/pi/static/fonts/b.woff", "../fonts/b.woff"),
        ("/pi/", "/pi/a:b.png", "./a:b.png"),
        ("/pi/", "/other//x.js", "../other//x.js"),
        ("/", "//x.js", ".//x.js"),
    ],
)
def test_addresses_are_relative(base: str, target: str, address: str) -> None:
    assert relative(base, target) == address


@given(st.text("ab.", min_size=1).filter(lambda name: not name.startswith(".")))
def test_the_server_finds_the_name_without_its_hash(name: str) -> None:
    assert split_hash(hashed_path(name, SHA256)) == (name, SHA256[:10])


segments = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="/"), min_size=1)
# urljoin, which stands for a browser here, drops a semicolon at the end.
usual = segments.filter(lambda text: text not in (".", "..") and not text.endswith(";"))
paths = st.lists(usual, max_size=4)


@given(paths, paths, st.booleans())
def test_a_browser_finds_the_way_below_any_prefix(
    base: list[str], target: list[str], folder: bool
) -> None:
    here = quoted("/" + "".join(f"{segment}/" for segment in base))
    there = quoted("/" + "/".join(target) + ("/" if folder and target else ""))
    for prefix in ("", "/some/prefix"):
        assert urljoin(f"{prefix}{here}", relative(here, there)) == f"{prefix}{there}"
