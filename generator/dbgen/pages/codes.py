"""The codes of the problems that pages and READMEs can have."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dbgen_schema import Code

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "DB401": Code(
            "a template cannot be read",
            """
            A page, or a template that it extends or includes, is not UTF-8, too large, no file, or
            cannot be opened. Save it as UTF-8 and check its permissions.

                iconv -f latin1 -t utf-8 index.html > converted.html
            """,
        ),
        "DB402": Code(
            "template syntax that does not parse",
            """
            Pages are templates in the syntax of Jinja, and that of Tornado is understood, too. What
            stands between `{{` and `}}` is an expression, between `{%` and `%}` a statement. Text
            that is meant literally goes into a raw block:

                {% raw %}{{ this is shown as it is }}{% endraw %}
            """,
        ),
        "DB403": Code(
            "blocks of a template that do not match",
            """
            A block is not closed, or something is closed that was not opened. `{% end %}` closes
            the innermost one, whichever it is.

                {% block analysis %}
                  {% if readme %}{{ readme }}{% end %}
                {% end %}
            """,
        ),
        "DB404": Code(
            "a statement that only works while a request is answered",
            """
            Pages are rendered once, when the app is built, so they import no Python, call no
            functions of it and know no request. Compute in the analysis and show the result from
            JavaScript, or put a fixed text into index.yaml.

                {% import time %}            # wrong; show the time from JavaScript
            """,
        ),
        "DB405": Code(
            "an undefined name",
            """
            The page uses a variable that nothing defines. There are title, description, readme,
            name, version, home_link and the other keys of the entry in index.yaml. Correct the
            name, add the key, or say what stands in when it is missing:

                {{ subtitle | default("") }}

            A file that other pages include or extend may use what these pages define; it is
            no page itself then.
            """,
        ),
        "DB406": Code(
            "a template that does not exist",
            """
            `extends` and `include` look in the folder of index.yaml, then among the templates of
            dbgen: base.html, analysis.html and index.html. Files in the folder of an analysis are
            named with it:

                {% include "hello/legend.html" %}
            """,
        ),
        "DB407": Code(
            "a page that cannot be rendered to its end",
            """
            The expression is correct, but computing it raised an exception, which the message
            names; or templates extend and include each other in a circle, or hundreds of levels
            deep; or a macro calls itself without end.

                {{ 1 / 0 }}
            """,
        ),
        "DB408": Code(
            "a variable that is set in a loop and does not outlive it",
            """
            In Tornado a variable that a loop changes keeps its value after it; in Jinja each round
            starts with the value from before the loop. Use a namespace. It is a warning.

                {% set count = namespace(n=0) %}
                {% for info in meta_infos %}{% set count.n = count.n + 1 %}{% end %}
                {{ count.n }}
            """,
        ),
        "DB409": Code(
            "a value where escaping for HTML does not protect",
            """
            Values are escaped for the text of a page and for attributes in quotes. Inside a script
            or a style sheet, in an attribute such as `onclick`, and in an attribute without quotes,
            a value from index.yaml could still end what it stands in. It is a warning.

                <script>var title = "{{ title }}";</script>                  # wrong
                <script>var title = {% raw json_encode(title) %};</script>   # right
                <p title={{ title }}>                                        # wrong
                <p title="{{ title }}">                                      # right
                <style>p { color: {{ colour }}; }</style>                    # wrong
                <style>p { color: var(--colour); }</style>
                <p style="--colour: {{ colour }}">                           # right
            """,
        ),
        "DB410": Code(
            "something that is never closed",
            """
            The finished page ends within a comment, a tag, or an element that holds text only, as a
            script, a style, a title or a text area. Browsers take all that follows for a part of
            it, so that elements are missing, and do not run a script that is not closed. It is a
            warning.

                <script src="/pi/analysis.js">              # wrong
                <script src="/pi/analysis.js"></script>     # right
            """,
        ),
        "DB411": Code(
            "a page that takes too much time or memory",
            """
            Pages are rendered while the app is built or checked, and one that counts, repeats or
            collects too much would stop that for everybody. Usual pages take some milliseconds;
            rendering is given up after half a second, or when it takes some 80 MiB. All files of
            an app share as much again for what takes longer than usual. Compute in the analysis,
            and show the result from JavaScript.

                {% for a in range(99999) %}{% for b in range(99999) %}...          # wrong
            """,
        ),
        "DB412": Code(
            "a block that no template shows",
            """
            A page that extends a template fills the blocks of that template. One that the template
            does not have, by this name, is left out, with all that it holds. `analysis.html` has
            `head`, `content`, `analysis`, `log` and `footer`; `analysis` and `log` are within
            `content`.

                {% block scripts %}<script src="analysis.js"></script>{% end %}    {# wrong #}
                {% block footer %}<script src="analysis.js"></script>{% end %}     {# right #}
            """,
        ),
        "DB413": Code(
            "something that is in no block",
            """
            Of a page that extends a template, only the blocks are shown. Move all else into one of
            them:

                {% extends "analysis.html" %}
                <button data-action="run">Run</button>          {# wrong: nobody sees it #}

                {% block analysis %}
                <button data-action="run">Run</button>          {# right #}
                {% end %}
            """,
        ),
        "DB414": Code(
            "a function that is shown, and not called",
            """
            Without `()`, a page shows what Python calls the function, with its address in memory,
            which is another one in every build.

                {{ super }}            {# wrong #}
                {{ super() }}          {# right #}
            """,
        ),
        "DB420": Code(
            "a README cannot be read",
            """
            The README is not UTF-8, too large, no file, a link that leaves its folder, or cannot be
            opened. Save it as UTF-8 beside the page.

                iconv -f latin1 -t utf-8 README.md > converted.md
            """,
        ),
        "DB421": Code(
            "a README takes too long",
            """
            Some texts, such as thousands of brackets that are never closed, take a Markdown or
            reStructuredText parser for ever. It is given up after half a second of work. All
            files of an app share as much again for what takes longer than usual, so that there is
            no time for many like it. Shorten the README, or move a part of it elsewhere.

                [[[[[[[[...                  # a table of numbers is better off in a data file
            """,
        ),
        "DB422": Code(
            "a README with broken mark-up",
            """
            README.rst has an unknown directive, a title with too short an underline, a directive
            that reads other files, which is switched off, or something else that is no correct
            reStructuredText. The text
            is shown as far as it could be understood. It is a warning.

                Title
                =====
            """,
        ),
        "DB423": Code(
            "a second README",
            """
            A folder has several READMEs, and its page shows one: `README.md` before `README.rst`,
            and of those, upper case before lower case. Remove or rename the others. It is a
            warning.

                README.md                    # shown
                README.rst                   # not shown
            """,
        ),
    }
)
