"""Calls that load something, but not whenever their script runs."""

import pytest

from .conftest import Check

HELLO = "analyses/hello/"
NEVER = [
    'if (isNode) import("./gone.js")',
    'const f = () => import("./gone.js")',
    'function f() { if (isNode) { return import("./gone.js") } }',
    'isNode && import("./gone.js"); isNode ? 0 : new Worker("/gone.js")',
    'for (const x of y) import("./gone.js")',
    'switch (x) { case 1: import("./gone.js") }',
    'class A { a = import("./gone.js") }',
    'const p = import("./gone.js"); p.catch(() => null)',
    'attempt(import("./gone.js"))',
]
EXPECTED = [
    'if (typeof process !== "undefined") { import("./gone.js") }',
    'function f() { if (!process.browser) { const g = () => import("./gone.js") } }',
    'typeof process === "object" && import("./gone.js")',
    'const x = typeof y === "object" ? new Worker("/gone.js") : 0',
    'import("./gone.js").catch(() => null)',
    'const a = await import("./gone.js").then((m) => m.a).catch(() => null)',
    'import("./gone.js").then(use, ignore)',
    'Promise.all([import("./gone.js")]).catch(() => null)',
    'try { await import("./gone.js") } catch {}',
]
ALWAYS = [
    'import("./gone.js")',
    'import("./gone.js").then(use)',
    'const { a } = await import("./gone.js")',
    'let w; w = new Worker("/gone.js")',
    'export const w = new Worker("/gone.js")',
    '{ void import("./gone.js") }',
    'import "./gone.js"',
]


def count(check: Check, name: str, text: str) -> int:
    load = "<script type=module src=static/view.js></script>"
    files = {"index.html": load, "static/view.js": "", name: text}
    return len(check({HELLO + each: content for each, content in files.items()}))


@pytest.mark.parametrize("script", [*NEVER, *EXPECTED])
def test_what_libraries_may_not_load(check: Check, script: str) -> None:
    assert count(check, "static/view.js", script) == 0


@pytest.mark.parametrize("script", EXPECTED)
def test_what_is_expected_to_fail(check: Check, script: str) -> None:
    assert count(check, "analysis.js", script) == 0
    assert count(check, "more.html", f"<script type=module>{script}</script>") == 0


@pytest.mark.parametrize("script", ALWAYS)
def test_what_is_always_loaded(check: Check, script: str) -> None:
    assert count(check, "static/view.js", script) == 1


@pytest.mark.parametrize("script", [*NEVER, *ALWAYS])
def test_what_scripts_of_the_app_may_load(check: Check, script: str) -> None:
    assert count(check, "analysis.js", script) > 0
    assert count(check, "more.html", f"<script type=module>{script}</script>") > 0
