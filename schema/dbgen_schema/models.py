"""The configuration that index.yaml describes, with its documented defaults."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Model(BaseModel):
    """Frozen and strict; keys that it does not know are kept for the page templates."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    @property
    def extra(self) -> dict[str, Any]:
        """The unknown keys with their values."""
        return self.model_extra or {}


class AnalysisEntry(_Model):
    """One entry of `analyses`."""

    name: str
    title: str | None = None
    description: str | None = None
    kernel: Literal["py"] | None = None
    watch: tuple[str, ...] | None = None
    build: str | None = None
    thumbnail: str | None = None
    show_in_index: bool = True
    version: str | None = None
    home_link: str | Literal[False] | None = None
    readme: str | None = None
    class_name: str | None = Field(default=None, alias="class")


class AppConfig(_Model):
    """All of index.yaml."""

    title: str = "Databench"
    description: str | None = None
    description_html: str | None = None
    author: str | None = None
    version: str | None = None
    build: str | None = None
    watch: tuple[str, ...] | None = None
    static: dict[str, str] = Field(default_factory=dict)
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    analyses: tuple[AnalysisEntry, ...]


def as_json(config: AppConfig) -> dict[str, Any]:
    """Return the configuration as JSON values, under the keys of index.yaml, defaults included."""
    return config.model_dump(mode="json", by_alias=True)
