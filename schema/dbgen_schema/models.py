"""The configuration that index.yaml describes, with its documented defaults."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from dbgen_schema import rules

_Flag = Annotated[bool, BeforeValidator(rules.flag)]
_Name = Annotated[str, AfterValidator(rules.analysis_name)]
_ClassName = Annotated[str, AfterValidator(rules.class_name)]
_Kernel = Annotated[Literal["py"], BeforeValidator(rules.kernel)]
_HomeLink = Annotated[str | Literal[False], BeforeValidator(rules.home_link)]
_StaticPattern = Annotated[str, AfterValidator(rules.static_pattern)]
_StaticFolder = Annotated[str, AfterValidator(rules.static_folder)]
_WatchPattern = Annotated[str, AfterValidator(rules.watch_pattern)]
_Host = Annotated[str, AfterValidator(rules.allowed_host)]
_Origin = Annotated[str, AfterValidator(rules.allowed_origin)]
_Listed = BeforeValidator(rules.as_tuple)


class _Model(BaseModel):
    """Frozen and strict; keys that it does not know are kept for the page templates."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    @property
    def extra(self) -> dict[str, Any]:
        """The unknown keys with their values."""
        return self.model_extra or {}


class AnalysisEntry(_Model):
    """One entry of `analyses`."""

    name: _Name
    title: str | None = None
    description: str | None = None
    kernel: _Kernel | None = None
    watch: Annotated[tuple[_WatchPattern, ...] | None, _Listed] = None
    build: str | None = None
    thumbnail: str | None = None
    show_in_index: _Flag = True
    version: str | None = None
    home_link: _HomeLink | None = None
    readme: str | None = None
    class_name: _ClassName | None = Field(default=None, alias="class")


class AppConfig(_Model):
    """All of index.yaml."""

    title: str = "Databench"
    description: str | None = None
    description_html: str | None = None
    author: str | None = None
    version: str | None = None
    build: str | None = None
    watch: Annotated[tuple[_WatchPattern, ...] | None, _Listed] = None
    static: dict[_StaticPattern, _StaticFolder] = Field(default_factory=dict)
    allowed_hosts: Annotated[tuple[_Host, ...], _Listed] = ()
    allowed_origins: Annotated[tuple[_Origin, ...], _Listed] = ()
    analyses: Annotated[tuple[AnalysisEntry, ...], _Listed]


def as_json(config: AppConfig) -> dict[str, Any]:
    """Return the configuration as JSON values, under the keys of index.yaml, defaults included."""
    return config.model_dump(mode="json", by_alias=True)


def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """Return the keys of index.yaml that a model knows."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())
