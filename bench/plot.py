"""A plot of ratios as SVG: bars on a logarithmic scale, the floor at 1."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

Bars = Mapping[str, Sequence[tuple[str, float]]]
"""By title of a panel: names and ratios."""

_WIDTH: Final = 760
_LEFT: Final = 130
_RIGHT: Final = 70
_ROW: Final = 22
_TITLE: Final = 40
# Light and dark pages both show these well.
_OWN: Final = "#0f766e"
_OTHERS: Final = "#94a3b8"
_TEXT: Final = "#64748b"


def plot(bars: Bars, own: str) -> str:
    """Return a picture with a panel for each title; `own` is the name that stands out."""
    height = sum(_TITLE + _ROW * len(rows) for rows in bars.values()) + 10
    size = {"viewBox": f"0 0 {_WIDTH} {height}", "width": str(_WIDTH), "height": str(height)}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    svg.set("font-family", "sans-serif")
    svg.set("font-size", "13")
    ET.SubElement(svg, "title").text = "Ratios to bare Tornado, on a logarithmic scale"
    most = max((ratio for rows in bars.values() for _, ratio in rows), default=1.0)
    top = 0
    for title, rows in bars.items():
        _text(svg, 0, top + 24, title, weight="bold")
        top += _TITLE
        for name, ratio in rows:
            _bar(svg, top, name, ratio, most, _OWN if name == own else _OTHERS)
            top += _ROW
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _bar(svg: ET.Element, top: int, name: str, ratio: float, most: float, colour: str) -> None:
    _text(svg, _LEFT - 8, top + 14, name, anchor="end")
    width = _position(ratio, most)
    place = {"x": str(_LEFT), "y": str(top + 2), "width": f"{width:.1f}", "height": str(_ROW - 6)}
    ET.SubElement(svg, "rect", {**place, "rx": "2", "fill": colour})
    _text(svg, round(_LEFT + width + 6), top + 14, f"{ratio:.3g}")


def _position(ratio: float, most: float) -> float:
    """Return the length of a bar: half the floor has none."""
    scale = (_WIDTH - _LEFT - _RIGHT) / math.log(max(2 * most, 4))
    return max(2.0, scale * math.log(max(2 * ratio, 1)))


def _text(
    svg: ET.Element, x: int, y: int, text: str, *, anchor: str = "start", weight: str = "normal"
) -> None:
    place = {"x": str(x), "y": str(y), "text-anchor": anchor, "font-weight": weight}
    ET.SubElement(svg, "text", {**place, "fill": _TEXT}).text = text
