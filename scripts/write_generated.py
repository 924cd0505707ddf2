"""Write the committed files that are made from the source: the list of problems and the schema."""

from pathlib import Path

from dbgen.explaining import problems_page
from dbgen_schema.json_schema import schema_text

ROOT = Path(__file__).parents[1]
GENERATED = {"docs/problems.md": problems_page, "schema/index.schema.json": schema_text}


def main() -> None:
    """Write all of them."""
    for name, make in GENERATED.items():
        (ROOT / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
