"""What is told to be lost of a page is not in it, and all else is."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dbgen.pages import Lookup, PageSource, render_page

NAMES = ("a", "b", "c", "d")
FILES = ("page.html", "middle.html", "root.html")


def template(draw: st.DrawFn, number: int) -> str:
    """Return a template whose blocks hold marks such as `[0a]`, and that marks what is outside."""
    names = list(draw(st.permutations(NAMES)))
    marks = f"{{% extends '{FILES[number + 1]}' %}}\n" if number < len(FILES) - 1 else ""

    def content(name: str, depth: int) -> str:
        text = f"[{number}{name}]"
        if number < len(FILES) - 1 and draw(st.booleans()):
            text += "{{ super() }}"
        if depth < 2 and names and draw(st.booleans()):
            text += block(depth + 1)
        if draw(st.integers(0, 7)) == 0:
            text += "{{ self." + draw(st.sampled_from(NAMES)) + "() }}"
        return text

    def block(depth: int) -> str:
        name = names.pop()
        return f"{{% block {name} %}}{content(name, depth)}{{% endblock %}}\n"

    for _ in range(draw(st.integers(0, 3))):
        if names:
            marks += block(0)
        if draw(st.booleans()):
            marks += f"({number})\n"
    return marks


@st.composite
def sites(draw: st.DrawFn) -> list[str]:
    return [template(draw, number) for number in range(len(FILES))]


@settings(max_examples=200)
@given(sites())
def test_what_is_lost_is_told(tmp_path: Path, texts: list[str]) -> None:
    for file, text in zip(FILES, texts, strict=True):
        (tmp_path / file).write_text(text)
    page = render_page(
        PageSource(tmp_path / FILES[0], FILES[0]), {}, Lookup(tmp_path, tmp_path / "none")
    )
    if any(problem.code in ("DB405", "DB407") for problem in page.problems):
        # A block without one above it calls super(), or blocks show each other without end.
        return
    found = [problem for problem in page.problems if problem.file == FILES[0]]
    lost = {name for name in outermost_blocks(texts[0]) if f"[0{name}]" not in page.html}
    assert {name_in(problem.message) for problem in found if problem.code == "DB412"} == lost
    assert any(problem.code == "DB413" for problem in found) == ("(0)" in texts[0])
    assert "(0)" not in page.html


def name_in(message: str) -> str:
    return message.split("`")[1]


def outermost_blocks(text: str) -> set[str]:
    """Return the blocks that begin a line; the others are within them."""
    return {line.split()[2] for line in text.split("\n") if line.startswith("{% block")}
