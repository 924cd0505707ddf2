"""Every code, with an input that leads to it, the place that is reported and the words."""

import pytest

from dbgen_schema import CODES, Severity, load

ONE = "analyses:\n- name: one\n  "
POLICY = "analyses: []\nsecurity:\n  policy:\n    "
HEADERS = "analyses: []\nsecurity:\n  headers:\n    "
CASES: list[tuple[str, str | bytes, str, str]] = [
    ("DB102", "#" * (1 << 20) + "#", "0:0", "1048577 bytes"),
    ("DB103", "title: é".encode("latin-1"), "1:8", "0xE9"),
    ("DB103", "title: x".encode("utf-16"), "1:1", "UTF-16"),
    ("DB104", b"a: 1\nb: \0", "2:4", "U+0000"),
    ("DB104", "a: \ud800", "1:4", "U+D800"),
    ("DB104", 'title: "\\0"\nanalyses: []', "1:8", "`\\x00`"),
    ("DB105", "a: [1\nb: 2", "2:2", "expected `,` or `]` in the list that opens in line 1"),
    ("DB105", "a:\n\t- b", "2:1", "a tab stands"),
    ("DB105", "a: b: c", "1:5", "a colon cannot stand here"),
    ("DB106", "[" * 65, "1:65", "64 levels"),
    ("DB107", "[" + "a," * 100_000 + "]", "1:200000", "100000 values"),
    ("DB107", "%TAG !a! x\n" * 65, "1:1", "%TAG"),
    ("DB107", "analyses: [" + "a," * 10_001 + "]", "1:1", "10001 entries"),
    ("DB107", "allowed_hosts: [" + "a," * 1001 + "]\nanalyses: []", "1:16", "1001 items"),
    ("DB107", "security: {policy: {img-src: " + "a " * 1001 + "}}\nanalyses: []", "1:30", "1001"),
    (
        "DB107",
        "security: {headers: {" + "".join(f"a{n}: b, " for n in range(257)) + "}}\nanalyses: []",
        "1:22",
        "`headers` has 257 keys",
    ),
    ("DB108", "a: &a [*a]", "1:8", "contains itself"),
    ("DB108", "a: &a\n  <<: *a", "2:7", "contains itself"),
    ("DB109", "a: *b", "1:4", "`b`"),
    ("DB110", "x-a: !!python/object/apply:os.system [id]\nanalyses: []", "1:6", "apply:os"),
    ("DB110", "x-a: !mine 1\nanalyses: []", "1:6", "`!mine`"),
    ("DB111", "title: a\nanalyses: []\ntitle: b", "3:1", "in line 3 was already in line 1"),
    ("DB111", "x-a: &a {}\nanalyses: []\n<<: *a\n<<: *a", "4:1", "in line 4 was already in line 3"),
    ("DB112", "? [a]\n: b\nanalyses: []", "1:3", "a list is used as a key"),
    ("DB112", "? {a: b}\n: b\nanalyses: []", "1:3", "a map is used as a key"),
    ("DB112", "?\n: b\nanalyses: []", "1:2", "a key is missing"),
    ("DB113", "<<: 3\nanalyses: []", "1:5", "a text is merged"),
    ("DB113", "<<: [[a]]\nanalyses: []", "1:6", "a list is merged"),
    ("DB114", "analyses: []\n---\nb: 1", "2:1", "second document"),
    ("DB115", "# nothing", "1:1", "no value"),
    ("DB116", "- name: one", "1:1", "not a map"),
    ("DB116", "hello", "1:1", "not a map"),
    ("DB120", "titel: x\nanalyses: []", "1:1", "`titel`"),
    ("DB120", ONE + "kernl: py", "3:3", "`kernl`"),
    ("DB121", "meta_infos: 1\nanalyses: []", "1:1", "`meta_infos`"),
    ("DB121", ONE + "databench_version: 1", "3:3", "`databench_version`"),
    ("DB122", "title: x", "1:1", "`analyses` is missing"),
    ("DB122", "title: x\nanalyses:", "2:10", "`analyses` is missing"),
    ("DB122", "analyses:\n- title: x", "2:3", "`name` is missing"),
    ("DB122", "analyses:\n- name:", "2:8", "`name` is missing"),
    ("DB123", "title: [x]\nanalyses: []", "1:8", "`title` is a list"),
    ("DB123", "title: {x: y}\nanalyses: []", "1:8", "`title` is a map"),
    ("DB123", "analyses: {a: {}}", "1:11", "`analyses` is a map"),
    ("DB123", "analyses: [dummypi]", "1:12", "an item of `analyses` is `dummypi`"),
    ("DB123", "analyses: [~]", "1:12", "an item of `analyses` is nothing"),
    ("DB123", ONE + "watch: '*.js'", "3:10", "`watch` is `*.js`"),
    ("DB123", ONE + "watch: [a, [b]]", "3:14", "an item of `watch` is a list"),
    ("DB123", ONE + "watch: [~]", "3:11", "an item of `watch` is nothing"),
    ("DB123", ONE + "kernel: [py]", "3:11", "`kernel` is a list"),
    ("DB123", ONE + "thumbnail: []", "3:14", "`thumbnail` is a list"),
    ("DB123", ONE + "readme: {}", "3:11", "`readme` is a map"),
    ("DB123", "static: here\nanalyses: []", "1:9", "`static` is `here`"),
    ("DB123", "static: {a(.*): }\nanalyses: []", "1:17", "the folder of `a(.*)` is nothing"),
    ("DB123", "allowed_hosts: a.b\nanalyses: []", "1:16", "`allowed_hosts` is `a.b`"),
    ("DB124", "watch:\nanalyses: []", "1:1", "`watch` is empty"),
    ("DB124", ONE + "watch: ~", "3:3", "`watch` is empty"),
    ("DB125", "watch: [a, /etc/*]\nanalyses: []", "1:12", "`/etc/*` is absolute"),
    ("DB125", "watch: ['C:\\x']\nanalyses: []", "1:9", "is absolute"),
    ("DB125", "watch: ['~/x']\nanalyses: []", "1:9", "is absolute"),
    ("DB125", "watch: ['']\nanalyses: []", "1:9", "empty pattern"),
    ("DB126", "watch: [a, " + "b" * 301 + "]\nanalyses: []", "1:12", "has 301 characters"),
    ("DB126", "watch: [" + "a," * 257 + "]\nanalyses: []", "1:8", "has 257 patterns"),
    ("DB127", ONE + "readme: " + "x" * 16_385, "3:11", "has 16385 characters"),
    ("DB127", "description_html: " + "x" * 16_385 + "\nanalyses: []", "1:19", "characters"),
    ("DB127", "analyses:\n" + f"- readme: {'x' * 16_384}\n" * 17, "18:3", "262144 characters"),
    ("DB130", "analyses: [{name: a-b}]", "1:19", "`a-b`"),
    ("DB131", "analyses: [{name: a}, {name: a}]", "1:30", "taken by `a` in line 1"),
    ("DB131", "analyses:\n- name: aB\n- name: Ab", "3:9", "`Ab` is taken by `aB` in line 2"),
    ("DB131", "analyses: [&a {name: a}, *a]", "1:22", "entries 1 and 2 have the name `a`"),
    ("DB132", ONE + "kernel: pyspark", "3:11", "`pyspark`"),
    ("DB133", ONE + "class: My-Class", "3:10", "`My-Class`"),
    ("DB133", ONE + "class: None", "3:10", "`None`"),
    ("DB140", "static: {'a[(.*)': b}\nanalyses: []", "1:10", "no regular expression"),
    ("DB140", "static: {'(?i)a(.*)': b}\nanalyses: []", "1:10", "flags such as `(?i)`"),
    ("DB140", "static: {" + "a" * 299 + "(): b}\nanalyses: []", "1:10", "301 characters"),
    ("DB141", "static: {'a.*': b}\nanalyses: []", "1:10", "no capture groups"),
    ("DB141", "static: {'(a)(.*)': b}\nanalyses: []", "1:10", "2 capture groups"),
    ("DB142", "static: {'(a+)+$': b}\nanalyses: []", "1:10", "for ever"),
    ("DB143", "static: {/a/(.*): b}\nanalyses: []", "1:10", "starts with `/`"),
    ("DB143", "static: {^/a/(.*): b}\nanalyses: []", "1:10", "starts with `^`"),
    ("DB144", "static:\n- a/(.*): b\n- [a/(.*), c]\nanalyses: []", "3:4", "already in line 2"),
    ("DB145", "static: {a(.*): /etc}\nanalyses: []", "1:17", "not relative"),
    ("DB146", "static: [a]\nanalyses: []", "1:10", "an item of `static` is `a`"),
    ("DB146", "static: [[a, b, c]]\nanalyses: []", "1:10", "an item of `static` is a list"),
    ("DB150", "allowed_hosts: [a.b, 'http://x']\nanalyses: []", "1:22", "`http://x`"),
    ("DB151", "allowed_origins: [x.org]\nanalyses: []", "1:19", "`x.org`"),
    ("DB123", "analyses: []\nsecurity: strict", "2:11", "`security` is `strict`"),
    ("DB123", "analyses: []\nsecurity: {policy: [a]}", "2:20", "`policy` is a list"),
    ("DB123", "analyses: []\nsecurity: {integrity: maybe}", "2:23", "`integrity` is `maybe`"),
    ("DB123", POLICY + "img-src: ['https:', [a]]", "4:25", "an item of `img-src` is a list"),
    ("DB160", "analyses: []\nsecurity: {polcy: {}}", "2:12", "no key `polcy`"),
    ("DB160", "analyses: []\nsecurity: {img-src: a}", "2:12", "no key `img-src`"),
    ("DB160", POLICY + "scrpt-src: a", "4:5", "no directive `scrpt-src`"),
    ("DB161", POLICY + "script-src: 'self'", "4:17", "`self` without quotes"),
    ("DB161", POLICY + "img-src: ['https:', None]", "4:25", "`None` without quotes"),
    ("DB161", POLICY + "script-src: sha256-" + "A" * 43 + "=", "4:17", "without quotes"),
    ("DB161", POLICY + "img-src: ['a b']", "4:15", "has a blank"),
    ("DB161", POLICY + "img-src: [\"'self'\\nhttps:\"]", "4:15", "has a blank"),
    ("DB161", POLICY + "img-src: \"'self'; script-src *\"", "4:14", "characters that no source"),
    ("DB161", POLICY + 'img-src: ["a\\e"]', "4:15", "characters that no source"),
    ("DB161", POLICY + "img-src: 'a,b'", "4:14", "characters that no source"),
    ("DB161", POLICY + "img-src: münchen.example", "4:14", "characters that no source"),
    ("DB161", POLICY + "img-src: 'http:/x'", "4:14", "`http:/x` is no source"),
    ("DB161", POLICY + "img-src: data", "4:14", "`data` is no source"),
    ("DB161", POLICY + "img-src: yes", "4:14", "`yes` is no source"),
    ("DB161", POLICY + "script-src: \"'nonce-abc'\"", "4:17", "no source `'nonce-abc'`"),
    ("DB161", POLICY + "script-src: \"'unsafe-evil'\"", "4:17", "no source `'unsafe-evil'`"),
    ("DB161", POLICY + "img-src: []", "4:14", "there is no source"),
    ("DB161", POLICY + "img-src: ''", "4:14", "there is no source"),
    ("DB161", POLICY + "img-src: \"'none' https:\"", "4:14", "beside others"),
    ("DB161", POLICY + "sandbox: allow-script", "4:14", "no `allow-script`"),
    ("DB161", POLICY + "upgrade-insecure-requests: 'https:'", "4:32", "no sources, found `https:`"),
    ("DB161", POLICY + "upgrade-insecure-requests: []", "4:32", "no sources, found a list"),
    ("DB162", HEADERS + "Set-Cookie: a=1", "4:5", "decides about `Set-Cookie`"),
    ("DB162", HEADERS + "'A b': c", "4:5", "`A b` is not the name"),
    ("DB162", HEADERS + 'X-A: "a\\r\\nSet-Cookie: b"', "4:10", "cannot be sent"),
    ("DB162", HEADERS + "X-A: π", "4:10", "cannot be sent"),
    ("DB162", HEADERS + "X-A: ''", "4:10", "the value is empty"),
    ("DB162", HEADERS + "X-A: a\n    x-a: b", "4:5", "`x-a` was already there"),
    ("DB162", HEADERS + "content-security-policy: a", "4:5", "has a key of its own"),
    ("DB163", HEADERS + "Referer-Policy: origin", "4:5", "`Referer-Policy`"),
]


@pytest.mark.parametrize(("code", "text", "place", "words"), CASES)
def test_the_only_problem(code: str, text: str | bytes, place: str, words: str) -> None:
    loaded = load(text, "some/index.yaml")
    (problem,) = loaded.problems
    assert (problem.code, f"{problem.line}:{problem.column}") == (code, place)
    assert words in problem.message
    assert problem.file == "some/index.yaml"
    assert (loaded.config is None) == (problem.severity is Severity.ERROR)


def test_the_warnings() -> None:
    texts = [text for code, text, _, _ in CASES if code in {"DB120", "DB124", "DB163"}]
    severities = {problem.severity for text in texts for problem in load(text).problems}
    assert severities == {Severity.WARNING}


def test_every_code_is_reported_by_something() -> None:
    reported_elsewhere = {"DB101", "DB199"}
    assert {code for code, *_ in CASES} | reported_elsewhere == set(CODES)


def test_messages_read_as_sentences_in_a_line() -> None:
    for _, text, _, _ in CASES:
        for problem in load(text).problems:
            assert len(problem.message) < 200
            assert problem.message.isprintable()
            assert not problem.message[0].isupper()
            assert not problem.message.endswith(".")


def test_all_problems_are_reported_in_one_run() -> None:
    problems = load(
        "titel: x\nversion: [1]\nversion: 2\nstatic: {/a: /b}\n"
        "analyses:\n- title: x\n- name: class\n  kernel: go\n- word\n"
    ).problems
    assert [(problem.line, problem.code) for problem in problems] == [
        (1, "DB120"),
        (2, "DB123"),
        (3, "DB111"),
        (4, "DB143"),
        (4, "DB145"),
        (6, "DB122"),
        (7, "DB130"),
        (8, "DB132"),
        (9, "DB123"),
    ]


def test_too_many_problems_end_with_one_that_says_so() -> None:
    problems = load("".join(f"k{number}: 1\n" for number in range(5000))).problems
    assert len(problems) == 1001
    assert problems[-1].code == "DB199"


def test_values_are_shown_short_and_without_control_characters() -> None:
    (problem,) = load('analyses: [{name: "a\\r\\e\\u202e' + "b" * 500 + '"}]').problems
    assert "`a\\r\\x1b\\u202eb" in problem.message
    assert len(problem.message) < 150
