"""The codes of an index.yaml that cannot be read as YAML."""

from collections.abc import Mapping
from types import MappingProxyType

from dbgen_schema.code import Code

YAML_CODES: Mapping[str, Code] = MappingProxyType(
    {
        "DB101": Code(
            "the file cannot be read",
            """
            index.yaml is a folder, a pipe or something else that is no file, or the system refuses
            to open it. Check its kind and its permissions:

                ls -l analyses/index.yaml
            """,
        ),
        "DB102": Code(
            "the file is too large",
            """
            At most 1 MiB of index.yaml is read, so that a wrong file cannot stop the tool. A
            configuration has a few kilobytes: move data into a file of an analysis.

                data: [...]        # a megabyte here: put it into my_analysis/data.json
            """,
        ),
        "DB103": Code(
            "the file is not UTF-8",
            """
            YAML is read as UTF-8, with or without a byte order mark. Save the file as UTF-8 in
            your editor, or convert it:

                iconv -f latin1 -t utf-8 index.yaml > converted.yaml
            """,
        ),
        "DB104": Code(
            "a character that is not allowed",
            """
            YAML has no control characters but the tab and the ends of lines, and no text can hold
            NUL or half a surrogate pair. Remove the character; one that is needed is written
            escaped, in double quotes:

                title: "a bell: \\a"
            """,
        ),
        "DB105": Code(
            "the file is not YAML",
            """
            The parser could not go on after the place that is shown; the cause can be a line or
            two above. Frequent ones: a tab as indentation, a quote that is not closed, and a text
            with a colon and a space in it, which needs quotes:

                title: Pi: the movie         # wrong
                title: "Pi: the movie"       # right
            """,
        ),
        "DB106": Code(
            "nested too deeply",
            """
            Lists and maps may lie in each other 64 levels deep. The configuration itself has
            three; only keys of your own can go deeper. Flatten them:

                x-tree: [[[[...]]]]          # x-tree: a list of paths says the same
            """,
        ),
        "DB107": Code(
            "too many values",
            """
            The file may stand for at most 100,000 values, where every use of an alias counts all
            that it repeats and a text counts once more for each hundred characters, for at most
            10,000 analyses, 256 patterns of `static`, 256 headers and directives, and 1,000 items
            in other lists. Otherwise a few lines could fill the memory. Write values out instead of
            multiplying aliases, and serve one folder instead of hundreds of patterns:

                a: &a [x, x]
                b: &b [*a, *a]               # each level doubles: 40 of them are a bomb
            """,
        ),
        "DB108": Code(
            "an alias that contains itself",
            """
            An alias stands for a copy of what is anchored, so it cannot be used within that:

                a: &a [1, *a]                # the list would never end
            """,
        ),
        "DB109": Code(
            "an alias without an anchor",
            """
            `*name` repeats what `&name` marks further up. A text that starts with a star needs
            quotes:

                watch: [*.js]                # wrong: an alias called .js
                watch: ["*.js"]              # right
            """,
        ),
        "DB110": Code(
            "a tag that is not allowed",
            """
            Tags such as `!!python/object` make some readers of YAML run code. None is needed here,
            and none is obeyed. Write the value without it; a text that starts with an exclamation
            mark needs quotes:

                title: "!important"
            """,
        ),
        "DB111": Code(
            "a key that occurs twice",
            """
            Many readers of YAML keep the last of two equal keys and forget the first without a
            word. Keep one of them. To merge several maps, use a list:

                <<: [*defaults, *colours]
            """,
        ),
        "DB112": Code(
            "a key that is not a text",
            """
            Keys are texts. A list, a map or nothing as a key is mostly a question mark, a bracket
            or a colon that was meant as part of a text; put that into quotes:

                "[a]": b
            """,
        ),
        "DB113": Code(
            "a merge of something that is not a map",
            """
            `<<` takes over the keys of other maps, so it needs a map or a list of maps:

                defaults: &defaults {kernel: py}
                analyses:
                  - <<: *defaults
                    name: hello
            """,
        ),
        "DB114": Code(
            "more than one document",
            """
            A line of three dashes starts another YAML document, and there is one configuration.
            Remove the line; in a text of several lines, indent it:

                ---                          # fine as the first line
                title: My analyses
                ---                          # not here
            """,
        ),
        "DB115": Code(
            "nothing in the file",
            """
            The file is empty, or all of it is comments. The shortest configuration is

                analyses:
                  - name: hello
            """,
        ),
        "DB116": Code(
            "the file is not a map",
            """
            The file is a list or a single text. On its top level it has keys, of which `analyses`
            is the only one that it must have:

                - name: hello                # wrong: a list on its own

                analyses:                    # right
                  - name: hello
            """,
        ),
    }
)
"""What is wrong with the file as a whole, or with its syntax."""
