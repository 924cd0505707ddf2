"""What makes a build fast to load: names with hashes, less in each file, compressed forms."""

from dbgen.bundling.bundle import bundle
from dbgen.bundling.earlier import read_earlier

__all__ = ["bundle", "read_earlier"]
