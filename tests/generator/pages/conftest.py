"""Fixtures to render pages with."""

from pathlib import Path

import pytest

from .app_site import Html, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def html(site: Site) -> Html:
    def render(source: str, **variables: object) -> str:
        rendered = site.render(source, **variables)
        assert rendered.problems == ()
        return rendered.html

    return render
