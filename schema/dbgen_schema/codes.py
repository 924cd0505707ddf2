"""What the codes of problems mean: a title and an explanation for each."""

from collections.abc import Mapping
from types import MappingProxyType

from dbgen_schema.code import Code
from dbgen_schema.value_codes import VALUE_CODES
from dbgen_schema.yaml_codes import YAML_CODES

CODES: Mapping[str, Code] = MappingProxyType({**YAML_CODES, **VALUE_CODES})
"""Every code that `load` and `read` report."""
