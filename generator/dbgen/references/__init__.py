"""What pages, style sheets and scripts load: whether the build has it, and whether it is ours."""

from dbgen.references.checking import check_references
from dbgen.references.codes import CODES

__all__ = ["CODES", "check_references"]
