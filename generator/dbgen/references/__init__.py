"""What pages, style sheets and scripts load: whether the build has it, and whether it is ours."""

from dbgen.references.checking import FileReferences, check_references, read_references
from dbgen.references.codes import CODES

__all__ = ["CODES", "FileReferences", "check_references", "read_references"]
