"""What axe finds in a page that is in the way of people."""

from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Page

_AXE: Final = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
_COLOURS: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


def serious_in_all_colours(page: Page, within: str = "html") -> list[str]:
    """Return what axe finds in the light page and in the dark one, within an element."""
    found = []
    for colours in _COLOURS:
        # Half of a transition has colours of its own.
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        found += [f"{colours}: {each}" for each in serious(page, within)]
    return found


def serious(page: Page, within: str = "html") -> list[str]:
    """Return what axe finds of serious and critical impact: rule and elements."""
    assert _AXE.exists(), "axe-core is missing: run npm ci"
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    violations = page.evaluate(
        "(within) => axe.run(within).then((found) => found.violations)", within
    )
    return [
        f"{each['id']}: {[node['html'] for node in each['nodes']]}"
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]
