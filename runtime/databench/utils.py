"""Pictures as data URLs, for `<img>` elements of a page."""

from __future__ import annotations

import base64
import io
from typing import Any
from urllib.parse import quote


def fig_to_src(figure: Any, image_format: str = "png", dpi: int = 80) -> str:
    """Return a matplotlib figure as data URL.

    Args:
        figure: a `matplotlib.figure.Figure`.
        image_format: `png` or `svg`.
        dpi: dots per inch of a PNG.

    Raises:
        ValueError: another format was asked for.
    """
    if image_format not in ("png", "svg"):
        raise ValueError(f"image_format is 'png' or 'svg', not {image_format!r}")
    file = io.BytesIO()
    figure.savefig(file, format=image_format, dpi=dpi)
    content = file.getvalue()
    return png_to_src(content) if image_format == "png" else svg_to_src(content.decode())


def png_to_src(png: bytes) -> str:
    """Return a PNG as data URL."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def svg_to_src(svg: str) -> str:
    """Return an SVG as data URL; every character that could end the URL is percent-encoded."""
    return f"data:image/svg+xml;utf8,{quote(svg)}"
