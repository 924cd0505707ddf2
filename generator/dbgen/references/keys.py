"""The addresses in values of index.yaml that pages show."""

from collections.abc import Iterator
from dataclasses import dataclass

from dbgen.pages import sanitise_html
from dbgen.project import Analysis, Project
from dbgen.references.pages import in_page
from dbgen.references.readmes import shows
from dbgen.references.reference import LINK, Reference
from dbgen.references.sources import TextFile
from dbgen_schema import Path_


@dataclass(frozen=True, slots=True)
class KeyReferences:
    """What the value at a place of index.yaml refers to."""

    place: Path_
    file: TextFile
    found: tuple[Reference, ...]


def in_keys(project: Project) -> Iterator[KeyReferences]:
    """Yield what `description_html`, `readme` and `home_link` refer to, where a page shows them."""
    if project.single:
        return
    html = project.config.description_html
    if html and shows("description_html", None, project.root):
        yield KeyReferences(("description_html",), _file(project, None), _in_html(html))
    for number, analysis in enumerate(project.analyses):
        yield from _of_entry(project, number, analysis)


def _of_entry(project: Project, number: int, analysis: Analysis) -> Iterator[KeyReferences]:
    readme, link = analysis.entry.readme, analysis.entry.home_link
    if readme and shows("readme", analysis, project.root):
        place: Path_ = ("analyses", number, "readme")
        yield KeyReferences(place, _file(project, analysis), _in_html(readme))
    if isinstance(link, str) and shows("home_link", analysis, project.root):
        found = (Reference(LINK, link, 0),)
        yield KeyReferences(("analyses", number, "home_link"), _file(project, analysis), found)


def _in_html(html: str) -> tuple[Reference, ...]:
    if not any(word in html for word in ("href", "src", "url(")):
        return ()
    return in_page(sanitise_html(html)).found


def _file(project: Project, analysis: Analysis | None) -> TextFile:
    base = analysis.base if analysis else "/"
    return TextFile(project.root / project.index_file, project.index_file, base, analysis)
