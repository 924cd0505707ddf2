"""The codes of what an index.yaml says."""

from collections.abc import Mapping
from types import MappingProxyType

from dbgen_schema.code import Code

VALUE_CODES: Mapping[str, Code] = MappingProxyType(
    {
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
        "DB126": Code(
            "patterns of files that are too many or too long",
            """
            A `watch` list has at most 256 patterns, and a pattern at most 300 characters. Each is
            compared with all files of the app, so that more would slow down every build. A folder
            of files needs one pattern:

                watch:
                  - data/**/*.csv            # instead of a line for each file
            """,
        ),
        "DB127": Code(
            "too much HTML",
            """
            `description_html` and each `readme` of index.yaml may have 16,384 characters, and all
            of them together 262,144. Making HTML safe can take long, and a longer text is easier to
            write in a file of its own: without the key, README.md beside index.yaml or in the
            folder of the analysis is shown.

                - name: hello                # and the text in hello/README.md
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

            Three repeats after each other that can take the same text are as bad, with long
            addresses:

                (?:.*)/(?:.*)/(.*)x          # wrong
                (?:[^/]*)/(?:[^/]*)/(.*)x    # right
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
            After 1,000 problems in one file, or 2,000 in all, the rest is not shown. Most will have
            one cause, such as the wrong file or wrong indentation: mend the first and run again. It
            is a warning if the rest are warnings.

                dbgen validate | head
            """,
        ),
    }
)
"""What is wrong with a key or a value."""
