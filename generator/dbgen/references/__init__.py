"""What pages, style sheets and scripts load: whether the build has it, and whether it is ours."""

from dbgen.references.checking import check_references
from dbgen.references.codes import CODES
from dbgen.references.reading import FileReferences, read_references

__all__ = ["CODES", "FileReferences", "check_references", "read_references"]
