"""The JSON Schema of index.yaml: what `dbgen validate --strict` accepts, as far as it can say."""

import json
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from dbgen_schema.models import AppConfig

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TITLE: Final = "index.yaml of dbgen"


class _Generator(GenerateJsonSchema):
    """Without the titles that pydantic makes of the names of fields."""

    def field_title_should_be_set(
        self,
        schema: Any,  # noqa: ARG002 - the signature is pydantic's
    ) -> bool:
        """Leave out the title of a field."""
        return False


def index_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of index.yaml."""
    generated = AppConfig.model_json_schema(schema_generator=_Generator)
    return {"$schema": _DIALECT, **generated, "title": _TITLE}


def schema_text() -> str:
    """Return the JSON Schema as the text of a file."""
    return json.dumps(index_schema(), indent=2, ensure_ascii=False) + "\n"
