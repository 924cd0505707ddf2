"""Let `python -m dbgen` do what `dbgen` does."""

from dbgen.cli import main

main(prog_name="dbgen")
