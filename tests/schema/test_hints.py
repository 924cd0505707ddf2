import pytest

from dbgen_schema import load, suggest

POLICY = "analyses: []\nsecurity: {policy: "
CASES = [
    ("titel: x\nanalyses: []", "did you mean `title`?"),
    ("Title: x\nanalyses: []", "did you mean `title`?"),
    ("allowed-host: x\nanalyses: []", "did you mean `allowed_hosts`?"),
    ("kernel: py\nanalyses: []", "it belongs to an entry of `analyses`"),
    ("analyses: [{name: a, static: {}}]", "it belongs to the top of the file"),
    ("colour: red\nanalyses: []", "it reaches the page templates"),
    ("analyses: [{name: a-b}]", "write `a_b`"),
    ("analyses: [{name: _static}]", "the server's own"),
    ("analyses: [{name: a, kernel: python}]", "did you mean `py`?"),
    ("analyses: [{name: a, kernel: go}]", "leave it out, or write `py`"),
    ("analyses: [{name: a, watch: '*.js'}]", 'expected a list: `watch: ["*.js"]`'),
    ("analyses: [dummypi]", "expected a map: `- name: dummypi`"),
    ("static: {^/a/(.*): b}\nanalyses: []", "write `a/(.*)`"),
    ("static: {a: b}\nanalyses: []", "as in `static/(.*): folder_with_static_files/`"),
    ("allowed_origins: ['http://a.b/']\nanalyses: []", "write `http://a.b`, without a path"),
    (POLICY + "{Script_Src: 'https:'}}", "did you mean `script-src`?"),
    (POLICY + "{script-src: 'self'}}", "write `\"'self'\"`"),
    (POLICY + "{script-src: Unsafe-Eval}}", "write `\"'unsafe-eval'\"`"),
    (POLICY + "{script-src: \"'slef'\"}}", "did you mean `'self'`?"),
    (POLICY + "{script-src: \"'nonce-1'\"}}", "inline scripts of pages get hashes"),
    (POLICY + "{img-src: DATA}}", "write `data:`"),
    (POLICY + "{img-src: false}}", "null, without quotes, takes the directive out"),
    ("analyses: []\nsecurity: {script-src: a}", "as in `policy: {script-src: ...}`"),
    ("analyses: []\nsecurity: {headers: {x-frame-option: DENY}}", "did you mean `X-Frame-Options`"),
    ("analyses:\n  - name:hello", "a space is missing after the colon: `- name: hello`"),
    ("analyses:\n  -name: hello", "a space is missing after a dash: `- name: ...`"),
    ("allowed_hosts: ['https://a.org/x']\nanalyses: []", "write `a.org`, without scheme"),
    ("allowed_hosts: ['a.org:80']\nanalyses: []", "write `a.org`, without scheme"),
    ("allowed_hosts: [a.org.]\nanalyses: []", "write `a.org`, without scheme"),
    ("a:\n\t- b", "tabs are not allowed"),
    ("x-a: &a {}\nanalyses: []\n<<: *a\n<<: *a", "as a list: `<<: [*a, *b]`"),
]


@pytest.mark.parametrize(("text", "hint"), CASES)
def test_hints(text: str, hint: str) -> None:
    (problem,) = load(text).problems
    assert hint in problem.hint


def test_own_keys_draw_no_warning() -> None:
    loaded = load("x-titel: 1\nanalyses:\n- {name: a, x-kernl: 2}\n")
    assert loaded.problems == ()
    assert loaded.config is not None
    assert loaded.config.analyses[0].extra == {"x-kernl": 2}


def test_unknown_keys_keep_their_values() -> None:
    loaded = load("class_name: A\nextra: 1\nanalyses:\n- {name: a, class_name: 2}\n")
    assert loaded.config is not None
    assert loaded.config.extra == {"class_name": "A", "extra": 1}
    assert loaded.config.analyses[0].class_name is None


@pytest.mark.parametrize(
    ("word", "option"),
    [("kernle", "kernel"), ("KERNEL", "kernel"), ("show-in-index", "show_in_index")],
)
def test_suggest(word: str, option: str) -> None:
    assert suggest(word, ["kernel", "show_in_index"]) == option


def test_nothing_is_suggested_for_what_is_far_or_long() -> None:
    assert suggest("elephant", ["kernel"]) is None
    assert suggest("kernel" * 20, ["kernel" * 20 + "s"]) is None
