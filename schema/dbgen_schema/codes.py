"""What the codes of problems mean: a title and an explanation for each."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """The title of a code, and in Markdown why it is a problem, how to mend it and an example."""

    title: str
    explanation: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "explanation", inspect.cleandoc(self.explanation))


CODES: Mapping[str, Code] = MappingProxyType(
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
            that it repeats, and for at most 256 patterns of `static`. Otherwise a few lines could
            fill the memory. Write values out instead of multiplying aliases, and serve one folder
            instead of hundreds of patterns:

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
        "DB120": Code(
            "an unknown key",
            """
            dbgen does not know this key. Its value still becomes a variable of the page templates,
            but mostly it is a slip of the pen: correct the spelling. Keys for other tools start
            with `x-`. It is a warning, and an error under `--strict`.

                kernl: py                    # did you mean `kernel`?
                x-owner: the data team       # a key of your own
            """,
        ),
        "DB121": Code(
            "a key that would hide a template variable",
            """
            Unknown keys become variables of the page templates. This one has the name of a
            variable that the templates need. Choose another name:

                meta_infos: ...              # the list of analyses on the index page
            """,
        ),
        "DB122": Code(
            "a required key is missing",
            """
            The file needs `analyses`, and each of its entries needs `name`: the folder of the
            analysis. A key without a value is as good as missing.

                analyses:
                  - name: hello
                    title: Hello
            """,
        ),
        "DB123": Code(
            "a value of the wrong kind",
            """
            A text, a list, a map, or true and false was expected, and something else was found.
            Numbers and dates are fine as texts; `true` and `false` are written without quotes.

                watch: "*.js"                # wrong: expected a list
                watch: ["*.js"]              # right
                show_in_index: "false"       # wrong: a text; write false
            """,
        ),
        "DB124": Code(
            "an empty list of files to watch",
            """
            `watch:` without a value does nothing. List patterns of files below it, or remove the
            key. It is a warning.

                watch:
                  - hello/**/*.scss
            """,
        ),
        "DB125": Code(
            "a pattern of files outside the folder",
            """
            Patterns of `watch` are relative to the folder of index.yaml. Absolute ones, and those
            in a home folder, would not work on another machine, and could watch a whole disk.

                watch: ["/srv/app/hello/*.js"]      # wrong
                watch: ["hello/*.js"]               # right
            """,
        ),
        "DB130": Code(
            "a name that an analysis cannot have",
            """
            The name is the folder of the analysis, its Python package and its address at once. So
            it consists of ASCII letters, digits and underscores, starts with a letter, is no word
            of Python itself and has at most 64 characters. Rename the folder, too; the title can
            be anything.

                - name: my-analysis          # wrong
                - name: my_analysis          # right
                  title: My analysis!
            """,
        ),
        "DB131": Code(
            "two analyses with one name",
            """
            Each analysis has a folder and an address of its own. Names that differ in upper and
            lower case alone are one folder on many systems. To offer one class twice, make a second
            folder that imports it, and name the class in its entry:

                - name: hello
                - name: hello_again
                  class: Hello               # analysis.py: from ..hello.analysis import Hello
            """,
        ),
        "DB132": Code(
            "an unknown kernel",
            """
            Without `kernel`, an analysis runs in the server; with `kernel: py` each connection gets
            a process of its own. There are no others.

                kernel: py
            """,
        ),
        "DB133": Code(
            "a class that is not a Python name",
            """
            `class` chooses between several analysis classes of one analysis.py, so it has to be a
            name that Python allows.

                class: My-Class              # wrong
                class: MyClass               # right
            """,
        ),
        "DB140": Code(
            "a pattern that is not a regular expression",
            """
            The keys of `static` are regular expressions of Python, at most 300 characters long.
            Brackets, dots and stars that are meant literally need a backslash.

                static:
                  vendor/lib\\[1\\]/(.*): vendor/lib1
            """,
        ),
        "DB141": Code(
            "a pattern without exactly one capture group",
            """
            The one group in parentheses captures the path of the file below the folder. Groups for
            another purpose are written `(?:...)`.

                static:
                  modules/.*: node_modules           # wrong: nothing is captured
                  modules/(.*): node_modules         # right
                  (?:a|b)/(.*): shared               # right: one group captures
            """,
        ),
        "DB142": Code(
            "a pattern that can take for ever",
            """
            A repeated group that can match the same text in several ways makes Python try all of
            them: a request of thirty characters would stop the server for minutes. Repeat one
            thing once.

                (a+)+/x                      # wrong
                (a+)/x                       # right, and matches the same
            """,
        ),
        "DB143": Code(
            "a pattern with a leading slash",
            """
            The whole path of a request is matched, without its first slash. So `/` and `^` at the
            start are in the way:

                static:
                  /modules/(.*): node_modules        # wrong
                  modules/(.*): node_modules         # right
            """,
        ),
        "DB144": Code(
            "a pattern that occurs twice",
            """
            The first route that matches answers, so the second folder would never be used. Keep
            one of the two, or give each a pattern of its own:

                static:
                  - a/(.*): one
                  - b/(.*): two
            """,
        ),
        "DB145": Code(
            "a static folder outside the application",
            """
            Only files in the folder of index.yaml, or beside it, are served, so that a mistyped
            path cannot publish a disk. Write the folder relative to index.yaml, and copy or link
            within the project what lies elsewhere.

                static:
                  data/(.*): /srv/data       # wrong
                  data/(.*): data            # right
            """,
        ),
        "DB146": Code(
            "an item of `static` that is not a pattern with a folder",
            """
            `static` is a map from patterns to folders, a list of such maps, or a list of pairs.

                static:
                  - modules/(.*): node_modules
                  - [data/(.*), data]
            """,
        ),
        "DB150": Code(
            "something that is not a host name",
            """
            `allowed_hosts` are the names under which browsers may reach the server: names without
            scheme, port and path, IP addresses, `*.` with a name for all below it, or `*` for any.

                allowed_hosts: [example.org, "*.example.org", 10.0.0.5]
            """,
        ),
        "DB151": Code(
            "something that is not an origin",
            """
            `allowed_origins` are other sites whose pages may connect. An origin is scheme, host
            and, if it is unusual, port: no path, and no slash at the end.

                allowed_origins: ["https://example.org", "http://localhost:8000"]
            """,
        ),
        "DB160": Code(
            "something that `security` does not know",
            """
            `security` has the keys `policy`, `headers` and `integrity`, and `policy` has the
            directives of a Content-Security-Policy. Browsers ignore a directive that they do not
            know, so that a slip of the pen would leave pages open, or closed, without a word.

                security:
                  policy:
                    scrpt-src: "'self'"      # did you mean `script-src`?
            """,
        ),
        "DB161": Code(
            "a source that means nothing, or something else",
            """
            A directive takes keywords, hashes, schemes and hosts. The quotes of a keyword belong
            to it, and YAML has quotes of its own, so that two pairs are needed. Where a directive
            allows nothing, `'none'` stands alone.

                security:
                  policy:
                    script-src: 'self'                          # wrong: a host called self
                    script-src: "'self' https://cdn.example"    # right
                    img-src: ["'self'", "https:"]               # right, as a list
                    font-src: null                              # not a part of the policy
            """,
        ),
        "DB162": Code(
            "a header that cannot be sent",
            """
            `headers` adds lines to every answer, or replaces those that dbgen sends; null leaves
            one out. A value is one line of ASCII. What says how one answer is to be read, such as
            Content-Type and Set-Cookie, is for the server to decide, and the
            Content-Security-Policy has a key of its own.

                security:
                  headers:
                    Referrer-Policy: no-referrer
                    Permissions-Policy: camera=(), microphone=()
                    X-Frame-Options: null
            """,
        ),
        "DB163": Code(
            "a header that looks misspelt",
            """
            The name of the header is close to one that browsers know. They ignore others without a
            word. It is a warning: a header of your own is sent as it is.

                security:
                  headers:
                    Referer-Policy: no-referrer      # did you mean `Referrer-Policy`?
            """,
        ),
        "DB199": Code(
            "too many problems",
            """
            After 1,000 problems in one file, the rest is not shown. Most will have one cause, such
            as the wrong file or wrong indentation: mend the first and run again. It is a warning
            if the rest are warnings.

                dbgen validate | head
            """,
        ),
    }
)
"""Every code that `load` and `read` report."""
