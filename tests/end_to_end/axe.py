"""What axe finds in a page that is in the way of people."""

from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Page

_AXE: Final = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
_COLOURS: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


def serious_in_all_colours(page: Page) -> list[str]:
    """Return what axe finds in the light page and in the dark one."""
    found = []
    for colours in _COLOURS:
        page.emulate_media(color_scheme=colours)
        found += [f"{colours}: {each}" for each in serious(page)]
    return found


def serious(page: Page) -> list[str]:
    """Return what axe finds of serious and critical impact: rule and elements."""
    assert _AXE.exists(), "axe-core is missing: run npm ci"
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run().then((results) => results.violations)")
    return [
        f"{each['id']}: {[node['html'] for node in each['nodes']]}"
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]
