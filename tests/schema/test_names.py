import pytest

from dbgen_schema import load

BAD = [
    *["../x", "/abs", "a/b", ".", "..", "a-b", "class", "None", "_static", "_develop"],
    *["index.html", "a" * 65, "7up", "🙂", "π", "\u202eabc", "a\u200bb", "x; touch pwned"],
    *["{{6*7}}", '"""', "\\", "a b", "a\n", "é"],
]


@pytest.mark.parametrize("name", BAD)
def test_names_that_are_refused(name: str) -> None:
    escaped = "".join(f"\\U{ord(character):08x}" for character in name)
    (problem,) = load(f'analyses: [{{name: "{escaped}"}}]').problems
    assert problem.code == "DB130"


@pytest.mark.parametrize("name", ["a", "A1_", "static", "index", "favicon", "match", "a" * 64])
def test_names_that_are_fine(name: str) -> None:
    loaded = load(f"analyses: [{{name: {name}}}]")
    assert loaded.config is not None
    assert loaded.config.analyses[0].name == name


@pytest.mark.parametrize("name", ["Dummypi", "Dummypi_Py", "_A", "Größe"])
def test_names_of_classes(name: str) -> None:
    loaded = load(f"analyses: [{{name: a, class: {name}}}]")
    assert loaded.config is not None
    assert loaded.config.analyses[0].class_name == name


HOSTS = [
    *["::", "1::", "2001:db8::10", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8", "3com", "e5f"],
    *["example.org", "*.example.org", "*", "localhost", "127.0.0.1", "::1", "my_app", "a-b.c"],
]
NO_HOSTS = [
    *["*.::1", "::1%lo", "1:2", ":::", "1::2::3", "::1.2.3.256", "1:2:3:4:5:6:7:8:9"],
    *["http://a.b", "a.b:80", "a.b/", "a..b", "-a", ".a", "", "*.", "*a.b", "a.*", "[::1]", "é.b"],
    *["a b", "a" * 64, ".".join(["a"] * 128), "**"],
]
ORIGINS = ["http://a.b", "https://a.b:8443", "http://[::1]:80", "http://localhost:8000"]
NO_ORIGINS = [
    *["*", "null", "a.b", "ftp://a.b", "http://a.b/", "http://a.b/x", "http://*.a.b", "http://"],
    *["http://u@a.b", "http://a.b:", "http://a.b:0", "http://a.b:65536", "http://a.b?x", "//a.b"],
    *["http://::1", "http://[a.b]", "http://a.b#", "http://a b", "HTTP://a.b\n"],
]


@pytest.mark.parametrize(
    ("key", "value", "codes"),
    [("allowed_hosts", host, []) for host in HOSTS]
    + [("allowed_hosts", host, ["DB150"]) for host in NO_HOSTS]
    + [("allowed_origins", origin, []) for origin in ORIGINS]
    + [("allowed_origins", origin, ["DB151"]) for origin in NO_ORIGINS],
)
def test_hosts_and_origins(key: str, value: str, codes: list[str]) -> None:
    written = value.replace("\n", "\\n")
    loaded = load(f'{key}: ["{written}"]\nanalyses: []')
    assert [problem.code for problem in loaded.problems] == codes
    if loaded.config is not None:
        assert getattr(loaded.config, key) == (value,)


@pytest.mark.parametrize("name", ["true", "12", "1.10", "pictures/curve.png", "..", ".curve.png"])
def test_thumbnails_that_name_no_file(name: str) -> None:
    (problem,) = load(f"analyses: [{{name: a, thumbnail: {name}}}]").problems
    assert problem.code == "DB123"
    assert "the name of a file in the folder" in problem.hint


@pytest.mark.parametrize("name", ["'true'", "'12'", "curve.png", "on"])
def test_thumbnails_that_are_texts(name: str) -> None:
    assert load(f"analyses: [{{name: a, thumbnail: {name}}}]").problems == ()


@pytest.mark.parametrize(("host", "bare"), [("'[::1]'", "::1"), ("'[10.0.0.1]'", "10.0.0.1")])
def test_brackets_around_hosts(host: str, bare: str) -> None:
    (problem,) = load(f"allowed_hosts: [{host}]\nanalyses: []").problems
    assert problem.hint == f"write `{bare}`, without brackets"
