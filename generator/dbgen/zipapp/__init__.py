"""A build and its requirements in one file that Python runs."""

from dbgen.zipapp.packing import Zipapp, make_zipapp

__all__ = ["Zipapp", "make_zipapp"]
