"""Files that run a build elsewhere: in a container, under systemd, behind nginx, on a platform."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dbgen.plan import FolderRoute, HandlersRoute, Plan, Route, WrittenFile
from dbgen.text_templates import text_environment
from dbgen_schema import POLICY_HEADER

PORT: Final = 8080

_TEMPLATES: Final[Mapping[str, Mapping[str, str]]] = {
    "docker": {"Dockerfile": "Dockerfile.jinja", ".dockerignore": "dockerignore.jinja"},
    "nginx": {"{slug}.nginx.conf": "site.nginx.conf.jinja"},
    "procfile": {"Procfile": "Procfile.jinja"},
    "systemd": {"{slug}.service": "site.service.jinja"},
}
_LONGEST_SLUG: Final = 40
_PLAIN_LOCATION: Final = re.compile(r"[\w/.~+-]+")
_SERVER_NAME: Final = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*")
# Not urllib: it would ask the proxy of the environment, if there is one.
_HEALTH_CHECK: Final = (
    "import http.client, os, sys; "
    "server = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); "
    "server.request('GET', '/_health'); "
    "sys.exit(server.getresponse().status != 200)"
)


@dataclass(frozen=True, slots=True)
class Location:
    """A location of nginx; with `folder`, files of the build that it serves by itself."""

    match: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class DeployView:
    """What the templates show.

    `slug` is the title as a name for files, units and images, `variable` the same for nginx;
    `archives` tells whether the requirements name files of the build, and `dollars` whether dollar
    signs are among the headers, whose values are written as nginx wants them.
    """

    title: str
    version: str
    slug: str
    variable: str
    folder: str
    port: int
    hosts: tuple[str, ...]
    server_names: str
    archives: bool
    health_check: str
    locations: tuple[Location, ...]
    headers: tuple[tuple[str, str], ...]
    dollars: bool


def deploy_files(plan: Plan) -> Iterator[WrittenFile]:
    """Yield the files that a plan asks for."""
    if not plan.extras:
        return
    environment = text_environment("deploy")
    environment.filters["systemd"] = _unit_text
    view = deploy_view(plan)
    for extra in plan.extras:
        for path, template in _TEMPLATES[extra].items():
            text = environment.get_template(template).render(view=view)
            yield WrittenFile(path.format(slug=view.slug), text.encode())


def deploy_view(plan: Plan) -> DeployView:
    """Return what the files say, as values."""
    name = slug(plan.title)
    variable, headers = name.replace("-", "_"), dict(_headers(plan))
    dollar = f"${{{variable}_dollar}}"
    hosts = tuple(host for host in plan.allowed_hosts if _SERVER_NAME.fullmatch(host))
    return DeployView(
        title=_one_line(plan.title),
        version=plan.version,
        slug=name,
        variable=variable,
        folder=f"/srv/{name}",
        port=PORT,
        hosts=hosts,
        server_names=" ".join(hosts) or "example.org",
        archives=any(line.startswith("./") for line in plan.requirements),
        health_check=_HEALTH_CHECK,
        locations=tuple(dict.fromkeys(_location(route) for route in plan.routes)),
        headers=tuple((n, _quoted(v).replace("$", dollar)) for n, v in headers.items()),
        dollars=any("$" in value for value in headers.values()),
    )


def slug(title: str) -> str:
    """Return a title as a name of ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    return words[:_LONGEST_SLUG].strip("-") or "databench"


def _one_line(title: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in title).split()) or "Databench"


def _location(route: Route) -> Location:
    match route:
        case FolderRoute(pattern, folder) if pattern == f"{_address(folder)}(.*)":
            return Location(_word(_address(folder)))
        case FolderRoute(pattern, folder):
            return Location(f"~ {_quoted(f'^{pattern}$')}", folder)
        case HandlersRoute(prefix, _, _):
            return Location(_word(prefix))
        case _:
            return Location(f"= {_word(route.path)}")


def _address(folder: str) -> str:
    """Return the path at which the files of a folder have their own names."""
    return f"/{folder.removeprefix('static/')}/"


def _word(path: str) -> str:
    return path if _PLAIN_LOCATION.fullmatch(path) else _quoted(path)


def _quoted(text: str) -> str:
    """Return a text as a string of nginx's configuration."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _headers(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the headers that assets have when the server sends them."""
    policy = "; ".join(" ".join((name, *sources)) for name, sources in plan.policy)
    if policy:
        yield POLICY_HEADER, policy
    yield from ((name, value) for name, value in plan.headers if value is not None)


def _unit_text(text: str) -> str:
    # A backslash at the end of a line would join it with the next one.
    return text.replace("%", "%%").replace("\\", "\\\\")
