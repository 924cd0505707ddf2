"""What makes a build fast to load: names with hashes, less in each file, compressed forms."""

from dbgen.bundling.bundle import bundle

__all__ = ["bundle"]
