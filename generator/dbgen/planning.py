"""Decide what a build holds: from a Project to a Plan. Nothing is read or written here."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from dbgen.page_context import analysis_context, index_context
from dbgen.pinning import requirement_lines
from dbgen.plan import (
    AssetRoute,
    BuildFile,
    CopiedFile,
    DevelopRoute,
    FolderRoute,
    HandlersRoute,
    HealthRoute,
    Kernel,
    PageRoute,
    Plan,
    PlannedPage,
    PlanOptions,
    RedirectRoute,
    Route,
    SocketRoute,
    WrittenFile,
)
from dbgen.policy.defaults import app_headers, app_policy
from dbgen.project import Analysis, Project, SourceFile, StaticFolder
from dbgen.vendoring import Carried

_DEVELOP_ASSETS: Final = "develop*.js"
_FAVICON: Final = "favicon.ico"


def make_plan(project: Project, options: PlanOptions, carried: Carried) -> Plan:
    """Return the plan of a build."""
    assets = _library_files(carried.library, options)
    # While it is being written, an app runs on the runtime that dbgen itself comes with.
    runtime = () if options.develop else carried.runtime
    return Plan(
        title=_title(project),
        version=options.version,
        develop=options.develop,
        app=project.root,
        routes=tuple(_routes(project, options, assets)),
        pages=tuple(_pages(project, options)),
        files=tuple(sorted(_files(project, assets, runtime), key=lambda file: file.path)),
        requirements=requirement_lines(project),
        allowed_hosts=project.config.allowed_hosts,
        allowed_origins=project.config.allowed_origins,
        sources=project.sources,
        # The templates of an app of one script are its pages.
        templates=() if project.single else project.templates,
        policy=app_policy(project.config),
        headers=app_headers(project.config),
        integrity=project.config.security.integrity,
        extras=options.extras,
    )


def _title(project: Project) -> str:
    title = dict(project.info).get("title")
    return str(title) if title else project.config.title


def _library_files(library: Iterable[SourceFile], options: PlanOptions) -> tuple[SourceFile, ...]:
    kept = (file for file in library if options.develop or not fnmatch(file.path, _DEVELOP_ASSETS))
    return tuple(sorted(kept, key=lambda file: file.path))


def _routes(
    project: Project, options: PlanOptions, assets: Iterable[SourceFile]
) -> Iterator[Route]:
    if not project.single:
        yield PageRoute("/", "pages/index.html")
        yield PageRoute("/index.html", "pages/index.html")
    yield from _library_routes(assets)
    yield HealthRoute("/_health")
    if options.develop:
        yield DevelopRoute("/_develop")
    for analysis in project.analyses:
        yield from _analysis_routes(project, analysis)
    for static, folder in _served(project):
        yield FolderRoute("/" + static.pattern, folder)


def _library_routes(assets: Iterable[SourceFile]) -> Iterator[Route]:
    for asset in assets:
        if asset.path == _FAVICON:
            yield AssetRoute(f"/{_FAVICON}", f"static/_static/{_FAVICON}")
        yield AssetRoute(f"/_static/{asset.path}", f"static/_static/{asset.path}")


def _analysis_routes(project: Project, analysis: Analysis) -> Iterator[Route]:
    prefix = analysis.base
    if analysis.rel:
        yield RedirectRoute(prefix.rstrip("/"), prefix)
    yield from _page_routes(analysis, prefix)
    for name in _assets(analysis):
        yield AssetRoute(prefix + name, _below("static", analysis, name))
    if analysis.static_files:
        yield FolderRoute(f"{prefix}static/(.*)", _below("static", analysis, "static"))
    if analysis.cls:
        yield SocketRoute(f"{prefix}ws", _kernel(project, analysis))
    if analysis.routes:
        patterns = tuple(route.pattern for route in analysis.routes.patterns)
        yield HandlersRoute(prefix, analysis.routes.module, patterns)


def _page_routes(analysis: Analysis, prefix: str) -> Iterator[Route]:
    if "index.html" in analysis.pages:
        yield PageRoute(prefix, _below("pages", analysis, "index.html"))
    for page in analysis.pages:
        yield PageRoute(prefix + page, _below("pages", analysis, page))


def _below(top: str, analysis: Analysis, name: str) -> str:
    return f"{top}/{analysis.path(name)}"


def _assets(analysis: Analysis) -> Iterator[str]:
    if analysis.script:
        yield "analysis.js"
    if analysis.stylesheet:
        yield "analysis.css"
    if analysis.thumbnail:
        yield analysis.thumbnail


def _kernel(project: Project, analysis: Analysis) -> Kernel:
    cls = analysis.cls
    assert cls is not None  # noqa: S101 - the caller asked for it
    entry = analysis.entry
    version = entry.version or project.config.version
    return Kernel(entry.name, cls.module, cls.name, version, own_process=entry.kernel == "py")


def _served(project: Project) -> Iterator[tuple[StaticFolder, str]]:
    """Return the static folders that exist, each with its place in the build."""
    places: dict[Path, str] = {}
    for static in project.static_folders:
        if static.folder:
            place = places.setdefault(static.folder, f"static/_folders/{len(places) + 1}")
            yield static, place


def _pages(project: Project, options: PlanOptions) -> Iterator[PlannedPage]:
    if not project.single:
        yield index_page(project, options)
    for analysis in project.analyses:
        yield from analysis_pages(project, analysis, options)


def index_page(project: Project, options: PlanOptions) -> PlannedPage:
    """Return the page that lists the analyses."""
    context = index_context(project, options)
    return PlannedPage("pages/index.html", "index.html", None, context)


def analysis_pages(
    project: Project, analysis: Analysis, options: PlanOptions
) -> Iterator[PlannedPage]:
    """Yield the pages of an analysis; the project need not have its analyses yet."""
    context = analysis_context(project, analysis, options)
    for page in analysis.pages:
        file = _below("pages", analysis, page)
        yield PlannedPage(file, analysis.path(page), analysis.folder / page, context)


def _files(
    project: Project, assets: Iterable[SourceFile], runtime: Iterable[SourceFile]
) -> Iterator[BuildFile]:
    for file in runtime:
        yield CopiedFile(file.path, file.source)
    for asset in assets:
        yield CopiedFile(f"static/_static/{asset.path}", asset.source)
    for analysis in project.analyses:
        yield from _analysis_copies(analysis)
    for folder, static in {folder: static for static, folder in _served(project)}.items():
        for file in static.files:
            yield CopiedFile(f"{folder}/{file.path}", file.source)
    yield from _python_files(project)


def _python_files(project: Project) -> Iterator[BuildFile]:
    prefix = f"{project.package}/" if project.package else ""
    for file in project.python_files:
        yield CopiedFile(prefix + file.path, file.source)
    for file in project.beside_files:
        yield CopiedFile(file.path, file.source)
    for path in _missing_packages(project):
        yield WrittenFile(path, b"")


def _analysis_copies(analysis: Analysis) -> Iterator[CopiedFile]:
    for name in _assets(analysis):
        yield CopiedFile(_below("static", analysis, name), analysis.folder / name)
    for file in analysis.static_files:
        yield CopiedFile(_below("static", analysis, f"static/{file.path}"), file.source)


def _missing_packages(project: Project) -> Iterator[str]:
    if project.single:
        return
    present = {file.path for file in project.python_files}
    wanted = ["__init__.py", *(a.path("__init__.py") for a in project.analyses)]
    yield from (f"{project.package}/{path}" for path in wanted if path not in present)
