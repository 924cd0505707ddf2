"""Which hosts and origins a server answers, as values."""

import pytest

from databench.origins import Visitors


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:5000", "[::1]:5000", "LOCALHOST"])
def test_local_names_are_known(host: str) -> None:
    assert Visitors().knows_host(host)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil", "127.0.0.1.evil", "localhost:80:80", "a b", "@"]
)
def test_other_names_are_strangers(host: str) -> None:
    assert not Visitors().knows_host(host)


def test_configured_hosts() -> None:
    visitors = Visitors(["App.example", "*.lab.example", "fe80::1"])
    known = ["app.example", "a.lab.example:80", "a.b.lab.example", "[FE80::1]:5000"]
    assert all(visitors.knows_host(host) for host in known)
    assert not any(visitors.knows_host(host) for host in ["xapp.example", "lab.example", "x.y"])


def test_any_host() -> None:
    assert Visitors(["*"]).knows_host("whatever.example")


def test_a_server_on_all_addresses_knows_addresses_and_no_names() -> None:
    visitors = Visitors()
    assert not visitors.knows_host("10.0.0.5")
    visitors.add_listening_host("0.0.0.0")
    assert visitors.knows_host("10.0.0.5:8080")
    assert visitors.knows_host("[2001:db8::1]")
    assert not visitors.knows_host("evil.example")


def test_the_origin_of_its_own_pages() -> None:
    visitors = Visitors()
    assert visitors.trusts_origin("http://localhost:5000", "localhost:5000")
    assert visitors.trusts_origin("https://app.example", "app.example")


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://app.example.evil.example",
        "http://appXexample",
        "http://app.example:81",
        "http://evil@app.example",
        "HTTP://APP.EXAMPLE",
        "http://app.example.",
        "http://app.example/",
        "ftp://app.example",
        "http://127.0.0.1:5001",
    ],
)
def test_other_origins_are_not_trusted(origin: str) -> None:
    assert not Visitors().trusts_origin(origin, "app.example")


def test_configured_origins_as_browsers_send_them() -> None:
    visitors = Visitors(origins=["https://Site.example:443", "http://lab.example:8000"])
    assert visitors.trusts_origin("https://site.example", "app.example")
    assert visitors.trusts_origin("http://lab.example:8000", "app.example")
    assert not visitors.trusts_origin("http://site.example", "app.example")
