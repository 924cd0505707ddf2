"""The codes of the problems that dbgen finds outside index.yaml, and the table of all codes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import dbgen_schema
from dbgen_schema import Code

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "DB200": Code(
            "no index.yaml",
            """
            An app is a folder with an index.yaml in it, or one with a folder `analyses` that has
            it. Go there, name the folder or the index.yaml, or start an app:

                dbgen validate path/to/app
                dbgen new hello
            """,
        ),
        "DB201": Code(
            "the folder of an analysis is missing",
            """
            `name` in an entry is the name of a folder beside index.yaml. Correct the name, make
            the folder, or take the entry out. A link that leaves the app is no such folder.

                - name: hello                # needs hello/analysis.py and hello/index.html
            """,
        ),
        "DB202": Code(
            "an analysis has no analysis.py",
            """
            Every analysis has an analysis.py in its folder, with one class in it:

                import databench

                class Hello(databench.Analysis):
                    @databench.on
                    def run(self):
                        self.emit("log", "hello")
            """,
        ),
        "DB203": Code(
            "no analysis class",
            """
            analysis.py defines no class that derives from databench.Analysis, directly or through
            classes of the project. dbgen reads the file and never runs it, so a class that is made
            by a call is not found. A class from another module is named in the entry:

                - name: hello
                  class: Hello               # analysis.py: from .elsewhere import Hello
            """,
        ),
        "DB204": Code(
            "several analysis classes",
            """
            analysis.py defines more than one class that derives from databench.Analysis, and
            nothing says which one the page talks to. Name it in the entry, or move the base class
            to a module of its own.

                - name: hello
                  class: Hello
            """,
        ),
        "DB205": Code(
            "Python that does not parse",
            """
            Python could not read this file; it would fail in the same way when the server starts.
            The place is where it gave up: the cause can be a bracket or a quote further up. In a
            module that no analysis imports it is a warning.

                python -m py_compile hello/analysis.py
            """,
        ),
        "DB206": Code(
            "a server would start when the module is imported",
            """
            databench.run() serves one script on its own. Called whenever the module is imported,
            it would start a server inside the server. Keep it for when the file is run itself:

                if __name__ == "__main__":
                    databench.run(Hello, __file__)
            """,
        ),
        "DB207": Code(
            "the class of an entry is missing",
            """
            `class` in the entry names a class that analysis.py neither defines nor imports as an
            analysis class. Correct the name, or leave it out if there is only one.

                - name: hello
                  class: Hello
            """,
        ),
        "DB208": Code(
            "a file cannot be read",
            """
            The system refuses to open a file of the app, it is a pipe or a folder where a file was
            expected, or a source file has more than 1 MiB. Check its permissions and its kind;
            keep data in files that are not source code.

                ls -l hello/analysis.py
            """,
        ),
        "DB209": Code(
            "a file is left out of the build",
            """
            Links that leave the folder, links to nothing, pipes, names that are not UTF-8 and what
            lies more than 64 folders deep do not go into the build. Remove them, or copy what a
            link points to. It is a warning.

                cp --remove-destination "$(readlink -f data.csv)" data.csv
            """,
        ),
        "DB210": Code(
            "a name collides with a part of the generated server",
            """
            Modules beside the app folder that analyses import are copied to the top of the build,
            where the server has files of its own: server.py, databench, databench_py, pages,
            static and manifest.json. Rename the module.

                import server                # wrong: the build has its own server.py
                import my_server             # right
            """,
        ),
        "DB211": Code(
            "too many files",
            """
            More than 20,000 files below the app folder, or 200,000 in a static folder, are not an
            app but a disk or a home folder; and folders with links to each other have paths without
            end, so that a tenth as many links are too many. Give the app a folder of its own; a
            large static folder is better served by a web server in front.

                mkdir analyses && mv index.yaml hello analyses/
            """,
        ),
        "DB212": Code(
            "a watch pattern matches nothing",
            """
            No file of the app matches this pattern, so nothing will be rebuilt because of it.
            Patterns are relative to the folder of index.yaml, and `**` stands for any folders. Of
            thousands of patterns, only the first ones are tried. It is a warning.

                watch: ["hello/**/*.scss"]
            """,
        ),
        "DB213": Code(
            "the thumbnail is missing",
            """
            `thumbnail` names a file in the folder of the analysis that is not there. Correct the
            name, or leave the key out: thumbnail.png, .jpg, .svg, .webp or .gif is found without
            it. It is a warning.

                thumbnail: curve.png         # hello/curve.png
            """,
        ),
        "DB214": Code(
            "an analysis has no page",
            """
            Every analysis has an index.html in its folder: the page that visitors open. The
            shortest one with the usual frame is

                {% extends "analysis.html" %}
                {% block analysis %}<button data-action="run">Run</button>{% end %}
            """,
        ),
        "DB215": Code(
            "a requirement that a copy of the build cannot install",
            """
            The lines of each requirements.txt go into the one of the build, which is installed on
            another machine. Editable installs, folders, constraints files and addresses of this
            machine mean nothing there. Name a project or a URL, or an archive in the folder of the
            app; another file of the project may be read with `-r`. Hashes are left out, which is
            a warning: pip would want one for every package, those of the server among them. A
            requirement may have 1,000 characters, and a requirements.txt 2,000 lines in 50 files.

                -e ../mylib                  # wrong
                ./wheels/mylib-1.0-py3-none-any.whl
            """,
        ),
        "DB216": Code(
            "requirements that exclude each other",
            """
            The requirements of a build pin tornado and orjson to the versions with which the server
            was tested, and all analyses share one environment. pip would refuse what this line asks
            for together with those. Allow the version that is named, or leave the line out.

                tornado<6                    # wrong
                tornado>=6.2                 # right
            """,
        ),
        "DB217": Code(
            "a module that does not let the server start",
            """
            A statement on the top level of analysis.py or routes.py, outside of any `if` or `try`,
            ends the process, raises an exception, or repeats for ever. The server imports these
            modules when it starts. Put the statement into a function, or take it out:

                sys.exit(main())             # wrong

                if __name__ == "__main__":   # right
                    sys.exit(main())
            """,
        ),
        "DB218": Code(
            "a relative import that finds nothing",
            """
            analysis.py or routes.py imports a module of the app that is not there, so that the
            server would fail when it starts. Correct the name; the dot stands for the folder of
            the analysis. Where a `build` command may make the module, this is a warning.

                from .steps import Step      # needs hello/steps.py or the folder hello/steps
            """,
        ),
        "DB501": Code(
            "routes.py without ROUTES",
            """
            routes.py adds addresses of your own to those of an analysis. It assigns a list of
            (pattern, handler class, keyword arguments) to ROUTES on its top level. A folder that
            needs no routes needs no routes.py.

                ROUTES = [("data", DataHandler, {"limit": 10})]      # answers /hello/data
            """,
        ),
        "DB502": Code(
            "a route that cannot be reached or does not compile",
            """
            The pattern is no regular expression, has more than 1,000 characters, stands twice in
            ROUTES, starts with a slash, or is an address that the server answers itself, such as
            `ws`, `index.html`, `analysis.js` or a file of `static`. Patterns follow `/<name>/`. One
            such as `(a+)+` can take hours to find out that an address does not match, and all
            visitors would wait for it.

                ROUTES = [("ws", MyHandler, {})]            # wrong: the WebSocket is there
                ROUTES = [("my-socket", MyHandler, {})]     # right
            """,
        ),
        "DB503": Code(
            "the folder of a static route is missing",
            """
            The folder is looked for below the folder of index.yaml, then beside it. The route is
            left out as long as it is missing, for example before `npm install`. It is a warning.

                static:
                  modules/(.*): node_modules
            """,
        ),
        "DB504": Code(
            "the folder of a static route is refused",
            """
            A folder that holds the app itself would publish its source and index.yaml, and one that
            a link leads out of the project is nobody's to serve. Put what is to be served into a
            folder of its own.

                static:
                  files/(.*): .              # wrong: index.yaml is in it
                  files/(.*): files          # right
            """,
        ),
        "DB505": Code(
            "the name of a file is too long to be served",
            """
            The build puts a hash of the content into the names of served files, and writes them
            compressed beside the file. File systems allow 255 bytes for a name, so that 241 are
            left for yours. A character that is not one of ASCII takes up to four of them.

                static/figure-1.png          # instead of its whole caption
            """,
        ),
        "DB601": Code(
            "the output folder is not a build of dbgen",
            """
            dbgen replaces only folders that it has written itself, so that a mistyped `--out`
            cannot delete your work. Name another folder, or empty this one.

                dbgen build --out build
            """,
        ),
        "DB602": Code(
            "the build cannot be written",
            """
            The system refused to write: no space, no permission, a name that is too long. The build
            that was there before is untouched. Mend the cause and build again.

                df -h . ; ls -ld build
            """,
        ),
        "DB603": Code(
            "a build command failed",
            """
            A `build` command of index.yaml ended with a status other than 0, so nothing was built.
            It runs with the shell in the folder of index.yaml; its own output says what was wrong.

                build: npm --prefix hello run bundle
            """,
        ),
        "DB604": Code(
            "a file that exists would be overwritten",
            """
            `dbgen new` writes a folder with the name of the analysis, and one is there already.
            Choose another name, or add the entry for the existing folder by hand:

                analyses:
                  - name: hello
            """,
        ),
        "DB605": Code(
            "a new analysis cannot be added",
            """
            `dbgen new` adds an entry to index.yaml and keeps every byte that is there. It cannot do
            so if the name is taken, the file cannot be written, or `analyses` is not a list with
            one `- name: ...` per entry. Write it in that form, or add the entry by hand:

                analyses: [{name: one}]      # wrong for `dbgen new`

                analyses:                    # right
                  - name: one
            """,
        ),
        "DB606": Code(
            "a file of yours is in the way of the build",
            """
            The output folder has a file that no build has written, under a name that this build
            needs. dbgen deletes nothing that it did not write: move the file away, or name another
            folder with `--out`.

                mv build/Dockerfile .
            """,
        ),
        "DB607": Code(
            "a file of the build was changed by hand",
            """
            What dbgen writes it also replaces, so a change in `build/` lasts until the next build.
            Yours is kept beside the new file, with `.edited` at the end of its name. Make the
            change where the file comes from, and remove the copy. It is a warning; under
            `--strict`, nothing is written.

                diff build/server.py.edited build/server.py
            """,
        ),
        "DB608": Code(
            "a build that cannot be compared",
            """
            `dbgen diff OLD NEW` and `dbgen build --check` read folders that `dbgen build` has
            written, by their `manifest.json`. Name the folders themselves, and check that you may
            read them.

                dbgen diff build.old build
            """,
        ),
        "DB610": Code(
            "the requirements cannot be installed",
            """
            `dbgen build --zipapp` installs the requirements of the build with pip, which could not
            find or build one of them. What pip says is in the message. Without a network, download
            the wheels elsewhere and tell pip where they are:

                pip download -r build/requirements.txt -d wheels
                PIP_NO_INDEX=1 PIP_FIND_LINKS=$PWD/wheels dbgen build --zipapp app.pyz
            """,
        ),
        "DB611": Code(
            "the zipapp cannot be written",
            """
            `--zipapp` names a folder, a place that cannot be written to, or a file that is no
            zipapp of dbgen, which a mistyped name must not replace. Name another file.

                dbgen build --zipapp app.pyz
            """,
        ),
        "DB612": Code(
            "the app could not start",
            """
            `dbgen serve` has built the app and started it, but importing its Python files, or
            making the objects that they make at once, has raised an exception, or the process has
            ended. The place is the last line of your own in the traceback. Whatever ran before goes
            on serving until a change starts the app again:

                scaffold/analysis.py:1:1: error DB612: the app could not start: ModuleNotFoundError:
                No module named 'nowhere'
            """,
        ),
        "DB613": Code(
            "the app has ended",
            """
            The app that `dbgen serve` runs has ended although nobody has told it to: it has called
            `os._exit`, was killed, as by a system without memory, or has crashed in compiled code.
            The next change starts it again.

                os._exit(1)  # ends all of the server, not only the handler
            """,
        ),
    }
)


def all_codes() -> Mapping[str, Code]:
    """Return every code that dbgen can report, sorted."""
    # Their packages bring parsers along, which whoever reports a problem needs not.
    from dbgen.contract.codes import CODES as CONTRACT  # noqa: PLC0415
    from dbgen.pages.codes import CODES as PAGES  # noqa: PLC0415
    from dbgen.policy.codes import CODES as POLICY  # noqa: PLC0415
    from dbgen.references.codes import CODES as REFERENCES  # noqa: PLC0415

    tables = (dbgen_schema.CODES, CODES, CONTRACT, PAGES, POLICY, REFERENCES)
    return dict(sorted(item for table in tables for item in table.items()))
