"""The key `security` of index.yaml."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from dbgen_schema import json_types, policy_rules, rules
from dbgen_schema.directives import DIRECTIVES, HEADERS, POLICY_HEADER, Directive

_Flag = Annotated[bool, BeforeValidator(rules.flag), WithJsonSchema(json_types.FLAG)]


class _Directives:
    """A map from the known directives to what each takes."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        fields = {
            name: core_schema.typed_dict_field(
                handler.generate_schema(_value_type(directive)), required=False
            )
            for name, directive in DIRECTIVES.items()
        }
        return core_schema.typed_dict_schema(fields, extra_behavior="forbid", strict=True)


def _value_type(directive: Directive) -> Any:
    """Return the type of what a directive takes; null takes the directive out of the policy."""
    if directive.kind == "sources":
        item = Annotated[str, AfterValidator(policy_rules.source)]
        sources = Annotated[tuple[item, ...] | None, AfterValidator(policy_rules.alone)]
        return Annotated[sources, BeforeValidator(policy_rules.words)]
    word = Annotated[str, AfterValidator(policy_rules.word_of(directive.known))]
    before = policy_rules.switch if directive.kind == "switch" else policy_rules.words
    return Annotated[tuple[word, ...] | None, BeforeValidator(before)]


_Policy = Annotated[
    dict[str, tuple[str, ...] | None], _Directives, WithJsonSchema(json_types.POLICY_MAP)
]
_HeaderName = Annotated[str, AfterValidator(policy_rules.header_name)]
_HeaderValue = Annotated[str, AfterValidator(policy_rules.header_value)]
_SENT = ", ".join(f"`{name}: {value}`" for name, value in HEADERS.items())
_Headers = Annotated[
    dict[_HeaderName, _HeaderValue | None],
    AfterValidator(policy_rules.headers),
    WithJsonSchema(json_types.HEADER_MAP),
]


class SecurityConfig(BaseModel):
    """What pages may load and do, and who may use them."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        # As everywhere in the file, a key without a value is as good as none.
        json_schema_extra={"type": ["object", "null"]},
    )

    policy: _Policy = Field(
        default_factory=dict,
        description="Directives of the Content-Security-Policy that replace those that dbgen "
        "sends, each with its sources as a list, or as a text with blanks between them. Null takes "
        "a directive out. What the pages of the build need is added to them, page by page.",
        json_schema_extra={"default": {}},
    )
    headers: _Headers = Field(
        default_factory=dict,
        description="Headers to send with every answer, beside or instead of those that dbgen "
        f"sends: {_SENT}. Null leaves a header out, also `{POLICY_HEADER}`.",
        json_schema_extra={"default": {}},
    )
    integrity: _Flag = Field(
        default=True,
        description="Whether pages tell browsers the hashes of their scripts and style sheets, so "
        "that changed ones are refused.",
    )


def without_nulls(value: Any) -> Any:
    """Take out the keys without a value, which are as good as none."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return value


Security = Annotated[SecurityConfig, BeforeValidator(without_nulls)]
