"""What requests say about the answers they want, as values."""

import pytest

from databench.negotiation import best_coding, is_cached, wanted_range


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate, zstd", "identity"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0.5,gzip;q=0.5", "br"),
        ("br ; Q=0.5 , gzip;q=0.501", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("br;q=0.000, gzip", "gzip"),
        ("identity", "identity"),
        ("identity, gzip", "gzip"),
        ("identity, gzip;q=0.9", "identity"),
        ("identity;q=1, *;q=0", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", "identity"),
        ("*", "br"),
        ("*;q=0.1, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", "identity"),
        ("*;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=2", "identity"),
        ("gzip;q=x, br;level=1", "identity"),
        (",,;,gzip", "gzip"),
    ],
)
def test_codings(accepted: str | None, coding: str) -> None:
    assert best_coding(accepted, {"br", "gzip"}) == coding


def test_only_codings_that_there_are() -> None:
    assert best_coding("br, gzip", ["gzip"]) == "gzip"
    assert best_coding("br", ["gzip"]) == "identity"
    assert best_coding("identity;q=0, br", []) == "identity"


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"b", "a"', '"b" ,W/"a"', "*", " * ", '"a" x'])
def test_what_is_cached(header: str) -> None:
    assert is_cached(header, '"a"')


@pytest.mark.parametrize("header", ["", "a", '"b"', '"a', "W/a", '"A"', '"aa"', '"*"', "**"])
def test_what_is_not_cached(header: str) -> None:
    assert not is_cached(header, '"a"')


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-", range(5)),
        ("bytes=1-2", range(1, 3)),
        ("BYTES=4-99", range(4, 5)),
        ("bytes=-2", range(3, 5)),
        ("bytes=-99", range(5)),
        ("bytes=5-", range(0)),
        ("bytes=9-10", range(0)),
        ("bytes=-0", range(0)),
        *((each, None) for each in ("", "x", "bytes=", "bytes=-", "bytes=2-1", "bytes=a-b")),
        *(
            (each, None)
            for each in ("bytes=0-1,3-4", "lines=0-1", "bytes=0-9e19", "bytes=\u0660-\u0661")
        ),
        ("bytes=0-" + "9" * 5000, None),
    ],
)
def test_ranges(header: str, found: range | None) -> None:
    assert wanted_range(header, 5) == found


def test_ranges_of_nothing() -> None:
    assert wanted_range("bytes=0-", 0) == wanted_range("bytes=-1", 0) == range(0)


@pytest.mark.parametrize("part", ['"', "W/", " ", ",", "bytes=", "-", "q=0;", "gzip;q=0,", "*"])
def test_time_does_not_explode_with_the_length_of_a_header(part: str) -> None:
    header = part * (1024 * 1024 // len(part)) + "!"
    best_coding(header, ["br"])
    is_cached(header, '"a"')
    wanted_range(header, 5)
