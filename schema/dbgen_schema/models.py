"""The configuration that index.yaml describes, with its documented defaults."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from dbgen_schema import json_types, rules
from dbgen_schema.security import Security, SecurityConfig

_Flag = Annotated[bool, BeforeValidator(rules.flag), WithJsonSchema(json_types.FLAG)]
_Name = Annotated[str, AfterValidator(rules.analysis_name), WithJsonSchema(json_types.NAME)]
_Text = Annotated[str, WithJsonSchema(json_types.TEXT)]
_OptionalText = Annotated[str | None, WithJsonSchema(json_types.TEXT)]
_ClassName = Annotated[
    Annotated[str, AfterValidator(rules.class_name)] | None, WithJsonSchema(json_types.CLASS)
]
_Kernel = Annotated[
    Annotated[Literal["py"], BeforeValidator(rules.kernel)] | None,
    WithJsonSchema(json_types.KERNEL),
]
_HomeLink = Annotated[
    Annotated[str | Literal[False], BeforeValidator(rules.home_link)] | None,
    WithJsonSchema(json_types.HOME_LINK),
]
_StaticPattern = Annotated[str, AfterValidator(rules.static_pattern)]
_StaticFolder = Annotated[str, AfterValidator(rules.static_folder)]
_Static = Annotated[dict[_StaticPattern, _StaticFolder], WithJsonSchema(json_types.STATIC)]
_WatchPattern = Annotated[str, AfterValidator(rules.watch_pattern)]
_Listed = BeforeValidator(rules.as_tuple)
_Watch = Annotated[
    tuple[_WatchPattern, ...] | None,
    BeforeValidator(rules.watch_list),
    WithJsonSchema(json_types.PATTERNS),
]
_Html = Annotated[
    Annotated[str, AfterValidator(rules.html)] | None, WithJsonSchema(json_types.HTML)
]
_Thumbnail = Annotated[
    Annotated[str, BeforeValidator(rules.thumbnail)] | None, WithJsonSchema(json_types.THUMBNAIL)
]
_Host = Annotated[str, BeforeValidator(rules.allowed_host)]
_Short = BeforeValidator(rules.short_list)
_Hosts = Annotated[tuple[_Host, ...], _Short, WithJsonSchema(json_types.HOSTS)]
_Origin = Annotated[str, AfterValidator(rules.allowed_origin)]
_Origins = Annotated[tuple[_Origin, ...], _Short, WithJsonSchema(json_types.ORIGINS)]


class _Model(BaseModel):
    """Frozen and strict; keys that it does not know are kept for the page templates."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="allow", json_schema_extra=json_types.STRICT_KEYS
    )

    @property
    def extra(self) -> dict[str, Any]:
        """The unknown keys with their values."""
        return self.model_extra or {}


class AnalysisEntry(_Model):
    """One entry of `analyses`."""

    name: _Name = Field(
        description="Folder of the analysis beside index.yaml; also its Python package and its "
        "address. ASCII letters, digits and underscores, with a letter first."
    )
    title: _OptionalText = Field(
        default=None, description="Title on its page and on the index page; without one, the name."
    )
    description: _OptionalText = Field(
        default=None, description="A sentence about the analysis, shown on the index page."
    )
    kernel: _Kernel = Field(
        default=None,
        description="`py` runs the analysis in a process of its own per connection; without the "
        "key, it runs in the server.",
    )
    watch: _Watch = Field(
        default=None,
        description="Patterns of further files that `dbgen serve` rebuilds for, relative to the "
        "folder of index.yaml; `**` stands for any folders.",
    )
    build: _OptionalText = Field(
        default=None,
        description="Shell command that runs before each build, in the folder of index.yaml.",
    )
    thumbnail: _Thumbnail = Field(
        default=None,
        description="Picture for the index page, a file in the folder of the analysis; without "
        "the key, `thumbnail.png` and its like are found.",
    )
    show_in_index: _Flag = Field(
        default=True, description="Whether the index page lists the analysis."
    )
    version: _OptionalText = Field(
        default=None, description="Version of the analysis; without one, that of the app."
    )
    home_link: _HomeLink = Field(
        default=None,
        description="Address of the link back to the index page; `false` shows no such link.",
    )
    readme: _Html = Field(
        default=None, description="Text to show instead of the README of the folder."
    )
    class_name: _ClassName = Field(
        default=None,
        alias="class",
        description="Analysis class to run, where analysis.py has several or imports it.",
    )


class AppConfig(_Model):
    """All of index.yaml."""

    title: _Text = Field(default="Databench", description="Title of the app.")
    description: _OptionalText = Field(
        default=None, description="A sentence about the app, shown on the index page as text."
    )
    description_html: _Html = Field(
        default=None, description="HTML that the index page shows instead of the description."
    )
    author: _OptionalText = Field(default=None, description="Who made the app.")
    version: _OptionalText = Field(default=None, description="Version of the app.")
    build: _OptionalText = Field(
        default=None,
        description="Shell command that runs before each build, in the folder of index.yaml.",
    )
    watch: _Watch = Field(
        default=None,
        description="Patterns of further files that `dbgen serve` rebuilds for, relative to the "
        "folder of index.yaml; `**` stands for any folders.",
    )
    static: _Static = Field(
        default_factory=dict,
        description="Folders to serve: a map from regular expressions, whose one group captures "
        "the path below the folder, to folders. A list of such maps or of pairs is fine, too.",
        json_schema_extra={"default": {}},
    )
    allowed_hosts: _Hosts = Field(
        default=(),
        description="Names under which browsers may reach the server: host names, `*.` with a "
        "name, IP addresses, or `*` for any.",
    )
    allowed_origins: _Origins = Field(
        default=(),
        description="Other sites whose pages may connect, each as scheme, host and port.",
    )
    security: Security = Field(
        default=SecurityConfig(),
        description="What answers tell browsers for the safety of the pages: the "
        "Content-Security-Policy, other headers, and hashes of assets.",
        json_schema_extra={"default": {}},
    )
    analyses: Annotated[tuple[AnalysisEntry, ...], _Listed] = Field(
        description="The analyses, in the order of the index page."
    )


def as_json(config: AppConfig) -> dict[str, Any]:
    """Return the configuration as JSON values, under the keys of index.yaml, defaults included."""
    return config.model_dump(mode="json", by_alias=True)


def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """Return the keys of index.yaml that a model knows."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())
