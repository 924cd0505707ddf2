"""The template variables of a page."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from dbgen.pages import sanitise_html
from dbgen.plan import PlanOptions
from dbgen.project import Analysis, Project, Readme


def analysis_context(
    project: Project, analysis: Analysis, options: PlanOptions
) -> Mapping[str, Any]:
    """Return what the pages of an analysis know: its entry, or its info if it stands alone."""
    entry = analysis.entry
    context: dict[str, Any] = {
        **entry.extra,
        "databench_version": options.version,
        "version": entry.version or project.config.version,
        "name": entry.name,
        "title": _title(analysis),
        "description": _description(analysis),
        "readme": _readme(analysis),
        "show_in_index": entry.show_in_index,
        "thumbnail": analysis.thumbnail or False,
        "home_link": _home_link(project, analysis),
        "kernel": entry.kernel,
        "watch": entry.watch,
        "build": entry.build,
    }
    return context | dict(project.info)


def _title(analysis: Analysis) -> str:
    return analysis.entry.title or (analysis.cls.name if analysis.cls else analysis.entry.name)


def _description(analysis: Analysis) -> str | None:
    text = analysis.readme.text if analysis.readme else None
    return text if analysis.entry.description is None else analysis.entry.description


def _readme(analysis: Analysis) -> Markup:
    return _safe(analysis.entry.readme, analysis.readme)


def _safe(written: str | None, readme: Readme | None) -> Markup:
    """Return what index.yaml says, else the README, which was made safe when it was rendered."""
    html = readme.html if readme else ""
    return Markup(html if written is None else sanitise_html(written))  # noqa: S704 - made safe


def _home_link(project: Project, analysis: Analysis) -> str | bool:
    if project.single:
        return False
    return "/" if analysis.entry.home_link is None else analysis.entry.home_link


def index_context(project: Project, options: PlanOptions) -> Mapping[str, Any]:
    """Return what the page of the whole app knows."""
    config, readme = project.config, project.readme
    text = readme.text if readme else None
    return {
        **config.extra,
        "databench_version": options.version,
        "title": config.title,
        "description": text if config.description is None else config.description,
        "description_html": _safe(config.description_html, readme),
        "author": config.author,
        "version": config.version,
        "build": config.build,
        "watch": config.watch,
        "static": dict(config.static),
        "meta_infos": [_meta_info(analysis) for analysis in project.analyses],
    }


def _meta_info(analysis: Analysis) -> Mapping[str, Any]:
    return {
        "name": analysis.entry.name,
        "title": _title(analysis),
        "description": _description(analysis),
        "show_in_index": analysis.entry.show_in_index,
        "thumbnail": analysis.thumbnail or False,
    }
