"""Pictures as data URLs."""

import base64
from typing import IO, Any
from urllib.parse import unquote

import pytest

from databench import utils

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path fill="#f00" d="M0 0\n"/>ä "</svg>'


class Figure:
    """What is used of a matplotlib figure."""

    def savefig(self, file: IO[bytes], **options: Any) -> None:
        content = (
            SVG.encode() if options["format"] == "svg" else b"\x89PNG" + bytes([options["dpi"]])
        )
        file.write(content)


def test_png_is_base64() -> None:
    assert utils.png_to_src(b"\x89PNG") == "data:image/png;base64,iVBORw=="


def test_svg_is_percent_encoded() -> None:
    source = utils.svg_to_src(SVG)
    head, _, body = source.partition(",")
    assert head == "data:image/svg+xml;utf8"
    assert not set(body) & set("#<>\"' \n")
    assert unquote(body) == SVG


def test_figures() -> None:
    for dpi, source in ((80, utils.fig_to_src(Figure())), (9, utils.fig_to_src(Figure(), dpi=9))):
        assert base64.b64decode(source.partition(",")[2]) == b"\x89PNG" + bytes([dpi])
    assert utils.fig_to_src(Figure(), "svg") == utils.svg_to_src(SVG)


def test_other_formats_are_refused() -> None:
    with pytest.raises(ValueError, match="'pdf'"):
        utils.fig_to_src(Figure(), "pdf")
