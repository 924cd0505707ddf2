"""The contract between pages and analyses: what one side sends, the other has to expect."""

from dbgen.contract.checking import check_contract
from dbgen.contract.codes import CODES

__all__ = ["CODES", "check_contract"]
