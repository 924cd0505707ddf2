"""reStructuredText to HTML that still has to be cleaned."""

from typing import Any, Final

from docutils import nodes
from docutils.core import publish_doctree, publish_from_doctree
from docutils.parsers.rst import Directive, directives
from docutils.writers.html5_polyglot import Writer

_SETTINGS: Final = {
    "_disable_config": True,
    "doctitle_xform": True,
    "docinfo_xform": False,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "initial_header_level": 2,
    "input_encoding": "unicode",
    "math_output": "LaTeX",
    "raw_enabled": False,
    "report_level": 2,
    "syntax_highlight": "none",
    "traceback": True,
    "warning_stream": False,
}


class _Date(Directive):
    """The directive `date`, refused: the same README gives the same page on every day."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        message = "the directive `date` would change the page with every build"
        return [self.state_machine.reporter.warning(message, line=self.lineno)]


directives.register_directive("date", _Date)


def to_html(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return HTML, and what the parser has to say: line (0 when unknown) and message."""
    tree = publish_doctree(text, source_path="README.rst", settings_overrides=_SETTINGS)
    reports = _take_messages(tree)
    for image in tree.findall(nodes.image):
        # The writer reads the file of an image with `:loading: embed`, whatever the settings say.
        image.attributes.pop("loading", None)
    writer: Any = Writer()
    publish_from_doctree(tree, writer=writer, settings_overrides=_SETTINGS)
    html = writer.parts["body_pre_docinfo"] + writer.parts["fragment"]
    return html, reports


def _take_messages(tree: nodes.document) -> list[tuple[int, str]]:
    """Remove what the parser wants to say from the text, and return it in order."""
    inside = list(tree.findall(nodes.system_message))
    messages = [*inside, *tree.transform_messages]
    for message in inside:
        message.parent.remove(message)
    tree.transform_messages = []
    for problematic in tree.findall(nodes.problematic):
        problematic.attributes.pop("refid", None)
    return sorted({_report(message) for message in messages})


def _report(message: nodes.system_message) -> tuple[int, str]:
    return int(message.get("line", 0)), " ".join(message.children[0].astext().split())
