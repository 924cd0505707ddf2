"""Templates of files that are no HTML: the server and what deploys it."""

import jinja2

from dbgen.resources import resource_root


def text_environment(folder: str) -> jinja2.Environment:
    """Return an environment for the templates in a folder of `templates/`."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource_root("templates") / folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # In none of these formats HTML escapes would be right; each has a filter of its own.
        autoescape=False,  # noqa: S701
    )
