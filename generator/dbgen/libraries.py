"""Tell scripts of libraries by their names."""

import posixpath
import re
from typing import Final

# Libraries that know nothing of the analysis, whatever their build looks like.
_LIBRARY: Final = re.compile(
    r"(?:ace|axios|backbone|bokeh[\w-]*|bootstrap|chart|chartist|d3(?:-\w+)*|dygraph|echarts|handlebars"
    r"|highcharts|highlight|jquery(?:-ui|\.\w+)*|katex|leaflet|lodash|mathjax|tex-[\w-]+|moment|mpld3|mustache"
    r"|p5|pixi|plotly|popper|prism|react(?:-dom)?|require|sigma|socket\.io|three|tether"
    r"|underscore|vega(?:-\w+)?|vue|databench|develop)"
    r"(?:[.@_-](?:v?\d[\w.]*|min|slim|bundle|umd|full|all|latest|basic|core|esm|global|prod"
    r"|production|development|pkgd|iife))*\.m?js"
)


def is_library(path: str) -> bool:
    """Return whether a script has the name of a library."""
    return _LIBRARY.fullmatch(posixpath.basename(path).lower()) is not None
