"""READMEs: what comes through, what does not, and what is not even read."""

import os
from pathlib import Path

import pytest

from dbgen.pages import find_readmes, render_readme, sanitise_html
from dbgen.pages.bounded import ConversionError, convert_bounded
from dbgen.pages.conversion import Format


def _readme(folder: Path, text: str, name: str = "README.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _html(folder: Path, text: str, name: str = "README.md") -> str:
    return render_readme(_readme(folder, text, name), name).html


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["README.md"], "README.md"),
        (["readme.MD"], "readme.MD"),
        (["README.rst", "Readme.md"], "Readme.md"),
        (["readme.md", "README.md"], "README.md"),
        (["readme.rst"], "readme.rst"),
        (["readme.txt", "README", "myreadme.md", "readme.md.bak"], None),
    ],
)
def test_find_readme(tmp_path: Path, names: list[str], expected: str | None) -> None:
    for name in names:
        _readme(tmp_path, "", name)
    found = find_readmes(tmp_path, names)
    assert (found[0].name if found else None) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A\n\nb *c* `d`", "<h1>A</h1>\n<p>b <em>c</em> <code>d</code></p>"),
        ("~~a~~", "<p><s>a</s></p>"),
        ("|a|\n|-:|\n|b|", '<td style="text-align:right">b</td>'),
        ("```python\na < b\n```", '<code class="language-python">a &lt; b\n</code>'),
        ('<i class="fa fa-home" aria-hidden="true"></i>', None),
        ('<div class="a b" id="c">x</div>', None),
        ('<img src="a.png" alt="b" width="20" height="10" class="c">', None),
        ('<img src="data:image/png;base64,AAAA">', None),
        ("<details><summary>a</summary>b</details>", None),
        ("[a](https://b.example/)", 'href="https://b.example/"'),
        ("[a](static/b.pdf)", 'href="static/b.pdf"'),
        ("[a](mailto:b@c.example)", 'href="mailto:b@c.example"'),
        ('<p style="text-align: center">a</p>', None),
    ],
)
def test_markdown_comes_through(tmp_path: Path, source: str, expected: str | None) -> None:
    assert (source if expected is None else expected) in _html(tmp_path, source)


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT src=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    '<a href="javascript:alert(1)">a</a>',
    '<a href=" JaVaScRiPt:alert(1)">a</a>',
    '<a href="java\tscript:alert(1)">a</a>',
    '<a href="&#106;avascript:alert(1)">a</a>',
    '<a href="vbscript:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    '<a href=" da\tta:text/html,x">a</a>',
    '<img src="data:text/html,x">',
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=a><button>b</button></form>",
    "<style>body{display:none}</style>",
    '<p style="position:fixed;background:url(//evil.example)">a</p>',
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<object data=x></object><embed src=x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]
FORBIDDEN = ("script:", "<script", "<svg", "<style", "<iframe", "<form", "<input", "<button",
             "<base", "<meta", "<object", "<embed", "evil.example", "data:", "da\tta:",
             "position")  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("through", ["md", "html"])
def test_html_attacks(tmp_path: Path, attack: str, through: str) -> None:
    result = sanitise_html(attack) if through == "html" else _html(tmp_path, attack)
    tags = "".join(part.split(">")[0] for part in result.split("<")[1:])
    assert not [word for word in FORBIDDEN if word in result.lower()]
    assert " on" not in tags.replace("title=", "").split('"')[0]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "vbscript:a", "data:text/html,a"])
def test_markdown_links_that_run(tmp_path: Path, link: str) -> None:
    assert "href" not in _html(tmp_path, f"[a]({link}) and <{link}>")
    assert "href" not in _html(tmp_path, f"[a][b]\n\n[b]: {link}")


def test_the_text_of_a_readme_has_no_comments(tmp_path: Path) -> None:
    source = "<!-- a\nb -->\n# T\n\nc <!-- d --> e <!-- f --> g\n<!-- open\n"
    result = render_readme(_readme(tmp_path, source), "README.md")
    assert result.text == "# T\n\nc  e  g\n<!-- open"


def test_values_in_readmes_are_no_template(tmp_path: Path) -> None:
    assert "{{6*7}}{% import os %}" in _html(tmp_path, "{{6*7}}{% import os %}")


RST = """Title
=====

Some *text* with a `link <https://a.example/>`_, ``code`` and :math:`a^2`.

Section
-------

.. image:: a.png
   :alt: b
   :width: 20px

=== ===
a   b
=== ===
"""


def test_rst_comes_through(tmp_path: Path) -> None:
    result = render_readme(_readme(tmp_path, RST, "README.rst"), "README.rst")
    assert result.problems == ()
    assert result.text == RST.strip()
    for part in (
        '<h1 class="title">Title</h1>',
        "<h2>Section</h2>",
        'href="https://a.example/"',
        '<img alt="b" src="a.png" style="width: 20px;">',
        "<td>",
        "a^2",
    ):
        assert part in result.html


def test_rst_reads_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.svg").write_text("<svg><text>SECRET</text></svg>")
    (tmp_path / "docutils.conf").write_text("[general]\nraw_enabled: yes\n")
    (tmp_path / "secret.png").write_bytes(b"SECRET")
    monkeypatch.chdir(tmp_path)
    secret = tmp_path / "secret.svg"
    source = (
        f".. include:: {secret}\n\n"
        f".. include:: secret.svg\n   :literal:\n\n"
        f".. raw:: html\n   :file: {secret}\n\n"
        f".. raw:: html\n\n   <b>RAW</b>\n\n"
        f".. csv-table::\n   :file: {secret}\n\n"
        f".. csv-table::\n   :url: {secret.as_uri()}\n\n"
        f".. role:: r(raw)\n   :format: html\n\n"
        f".. image:: secret.png\n   :loading: embed\n\n"
        f".. figure:: {secret}\n   :loading: embed\n   :figwidth: image\n\n"
        "`x <javascript:alert(1)>`_ :r:`<b>RAW</b>`\n"
    )
    result = render_readme(_readme(tmp_path, source, "README.rst"), "README.rst")
    assert "SECRET" not in result.html
    assert "data:" not in result.html
    assert "<b>RAW" not in result.html
    assert "javascript" not in result.html
    lines = [problem.line for problem in result.problems]
    assert lines[:6] == [1, 3, 6, 9, 13, 16]
    assert {problem.code for problem in result.problems} == {"DB422"}
    assert {problem.severity for problem in result.problems} == {"warning"}


def test_messages_of_rst_are_problems_and_no_text(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = "a\n\nTitle\n===\n\n.. nothing::\n\n|undefined| *open\n\n.. date::\n"
    result = render_readme(_readme(tmp_path, source, "README.rst"), "pi/README.rst")
    found = [(problem.file, problem.line) for problem in result.problems]
    assert found[:2] == [("pi/README.rst", 4), ("pi/README.rst", 6)]
    assert any("`date`" in problem.message for problem in result.problems)
    assert "System Message" not in result.html
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("A long title\n==\n\nText\n", "the line under this title is too short"),
        ("====\nA long title\n====\n", "the line under this title is too short"),
        ("Text\n\n.. nothing:: x\n", "there is no directive `nothing`"),
        ("Text :nothing:`x`\n", "there is no role `nothing`"),
        ("A *word\n", "`*` is not closed"),
        ("A ``word\n", "`` `` `` is not closed"),
        ("See there_\n", "nothing says where `there_` leads"),
        ("|what|\n", "nothing says what `|what|` stands for"),
        ("a\n  b\nc\n", "the definition list before this line does not end"),
        ("- a\nb\n", "the bullet list before this line does not end"),
        ("a::\n\nb\n", "nothing is indented after the `::` before this line"),
        ("== ==\na b\n== ==\nc\n", "the lines of this table do not fit together"),
        (".. image::\n", "the directive `image` is not complete or takes other options"),
    ],
)
def test_what_is_said_of_rst(tmp_path: Path, source: str, message: str) -> None:
    problems = render_readme(_readme(tmp_path, source, "README.rst"), "README.rst").problems
    assert message in [problem.message for problem in problems]
    assert all(problem.line for problem in problems)
    said = " ".join(f"{problem.message} {problem.hint}" for problem in problems)
    assert "docutils" not in said


def test_what_is_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("SECRET")
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "large.md").write_bytes(b"a" * (1024 * 1024 + 1))
    (folder / "latin.md").write_bytes(b"caf\xe9")
    (folder / "folder.md").mkdir()
    (folder / "link.md").symlink_to(outside)
    (folder / "circle.md").symlink_to(folder / "circle.md")
    os.mkfifo(folder / "fifo.md")
    paths = sorted(folder.iterdir())
    assert len(paths) == 6
    for path in [*paths, folder / "none.md"]:
        result = render_readme(path, path.name)
        assert (result.html, result.text) == ("", "")
        assert [(p.file, p.code) for p in result.problems] == [(path.name, "DB420")]


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    _readme(tmp_path, "text", "TEXT")
    (tmp_path / "README.md").symlink_to("TEXT")
    assert render_readme(tmp_path / "README.md", "README.md").text == "text"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("README.md", "[" * 5000),
        ("README.md", "![a](" * 3000),
        ("README.md", "> " * 8000),
        ("README.md", "<div>" * 3000),
        ("README.md", "*a_" * 5000),
        ("README.md", "<!--" * 4000 + "-->a"),
        ("README.rst", "- " * 4000),
        ("README.rst", "".join(" " * depth + "a\n" for depth in range(150))),
        ("README.rst", "*a " * 3000),
    ],
)
def test_costly_texts_end(tmp_path: Path, name: str, source: str) -> None:
    result = render_readme(_readme(tmp_path, source, name), name)
    assert result.html or [problem.code for problem in result.problems] == ["DB421"]


def test_substitutions_do_not_explode(tmp_path: Path) -> None:
    lines = [".. |a0| replace:: laugh"]
    lines += [f".. |a{i}| replace:: " + f"|a{i - 1}| " * 10 for i in range(1, 9)]
    assert len(_html(tmp_path, "\n".join([*lines, "", "|a8|", ""]), "README.rst")) < 100_000


def test_a_long_text_is_converted_like_a_short_one(tmp_path: Path) -> None:
    paragraph = "a *b* <script>c</script> é\n\n"
    once = _html(tmp_path, paragraph)
    assert _html(tmp_path, paragraph * 2000) == once * 2000


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("[" * 500_000, "md"),
        ("<div>" * 200_000, "html"),
        ("&" * 1_000_000, "html"),
        ("i. a\n\nv. a\n\n" * 1200, "rst"),
    ],
)
def test_a_text_that_takes_too_long_is_given_up(text: str, form: Format) -> None:
    with pytest.raises(ConversionError, match="takes too long"):
        convert_bounded(text, form, deadline=0.1)


def test_rst_that_is_nested_absurdly_is_a_problem(tmp_path: Path) -> None:
    for depth in (4000, 9000):
        result = render_readme(_readme(tmp_path, "- " * (depth // 2), "README.rst"), "README.rst")
        assert result.html or [problem.code for problem in result.problems] == ["DB421"]
