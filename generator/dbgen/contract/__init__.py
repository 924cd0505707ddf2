"""The contract between pages and analyses: what one side sends, the other has to expect."""

from dbgen.contract.checking import Contract, check_contracts, read_contract
from dbgen.contract.codes import CODES
from dbgen.contract.page_side import Sources
from dbgen.contract.page_templates import PageTemplates
from dbgen.contract.script_files import ScriptFiles

__all__ = [
    "CODES",
    "Contract",
    "PageTemplates",
    "ScriptFiles",
    "Sources",
    "check_contracts",
    "read_contract",
]
