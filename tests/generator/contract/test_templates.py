"""Pages that are put together from several templates."""

import pytest

from dbgen.contract.template_source import read_template
from tests.generator.contract.conftest import CONNECT, Check, app

SCRIPT = f"<script>{CONNECT}</script>"
OWN = {
    "analyses/base.html": f"<body>{{% block content %}}<button id=old>{{% end %}}\n{SCRIPT}",
    "analyses/part.html": '<button id="part">',
}


def page(text: str, **files: str) -> dict[str, str]:
    return app(**files) | OWN | {"analyses/hello/index.html": text}


def test_elements_of_a_frame(check: Check) -> None:
    files = page('{% extends "base.html" %}')
    files["analyses/base.html"] = files["analyses/base.html"].replace("id=old", "id=▸old")
    checked = check(files)
    checked.expect("DB301")
    assert checked.problems[0].file == "base.html"


def test_that_an_overridden_block_is_gone(check: Check) -> None:
    files = page("{% extends base.html %}{% block content %}<button id=▸new>{% end %}")
    check(files).expect("DB301")


def test_that_super_brings_it_back(check: Check) -> None:
    files = page("{% extends base.html %}{% block content %}{{ super() }}<i></i>{% end %}")
    files["analyses/base.html"] = files["analyses/base.html"].replace("id=old", "id=▸old")
    check(files).expect("DB301")


def test_that_text_outside_blocks_is_gone(check: Check) -> None:
    text = "{% extends base.html %}<button id=a>{% block content %}{% end %}<button id=b>"
    check(page(text)).expect()


def test_that_a_block_without_a_place_is_gone(check: Check) -> None:
    text = "{% extends base.html %}{% block content %}{% end %}{% block x %}<button id=a>{% end %}"
    check(page(text)).expect()


def test_blocks_in_blocks(check: Check) -> None:
    inner = "{% block inner %}<button id=▸a>{% end %}"
    text = f"{{% extends base.html %}}{{% block content %}}{inner}{{% end %}}"
    check(page(text)).expect("DB301")


def test_conditional_blocks(check: Check) -> None:
    files = page("{% extends base.html %}{% block content %}<button id=a>{% end %}")
    base = "{% if title %}{% block content %}{% end %}{% end %}" + SCRIPT
    check(files | {"analyses/base.html": base}).expect()


@pytest.mark.parametrize(
    "name", ["part.html", '"part.html"', "'part.html'", '"part.html" ignore missing']
)
def test_included_templates(check: Check, name: str) -> None:
    files = page(f"{{% include {name} %}}{SCRIPT}")
    checked = check(files | {"analyses/part.html": '<button id="▸part">'})
    checked.expect("DB301")


def test_conditional_includes(check: Check) -> None:
    check(page(f"{{% if title %}}{{% include part.html %}}{{% end %}}{SCRIPT}")).expect()


@pytest.mark.parametrize(
    "text",
    [
        "{% extends name %}<button id=a>",
        "{% extends no_such.html %}{% block content %}<button id=a>{% end %}",
        "{% if x %}{% extends base.html %}{% end %}{% block content %}<button id=a>{% end %}",
        "{% extends base.html %}{% block content %}<button id=a>",
        "{% extends base.html %}{% block content %}<button id=a>{% end %}{% end %}",
        "{% extends base.html %}{% block content %}<button id=a>{% end %}{{ unclosed",
        "{% extends hello/index.html %}{% block content %}<button id=a>{% end %}",
    ],
)
def test_pages_that_cannot_be_put_together(check: Check, text: str) -> None:
    check(page(text)).expect()


def test_a_problem_of_a_frame_for_every_class(check: Check) -> None:
    files = page("{% extends base.html %}") | {
        "analyses/index.yaml": "analyses:\n  - name: hello\n  - name: other\n",
        "analyses/other/analysis.py": "import databench\n\n\n"
        "class Other(databench.Analysis):\n    def on_old(self): pass\n",
        "analyses/other/index.html": "{% extends base.html %}",
    }
    assert [problem.message for problem in check(files).problems] == [
        "the button sends the action `old`, which Hello does not handle"
    ]


@pytest.mark.parametrize(
    "source",
    [
        "plain\n<b>text</b>",
        "{{ x }} {% if y %}\n{% end %}{# z\nz #}{% comment x %}",
        "{% raw %}{{ x }}\n{% endraw %}{{! {%! {#!",
        "{% raw x %}{{ '}}' }}{{{ x }}}",
        "{{ unclosed\n",
    ],
)
def test_that_masking_keeps_every_offset(source: str) -> None:
    html = read_template(source).html
    assert len(html) == len(source)
    assert [i for i, char in enumerate(html) if char == "\n"] == [
        i for i, char in enumerate(source) if char == "\n"
    ]
