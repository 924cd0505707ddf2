"""The codes of the problems that dbgen finds outside index.yaml, and the table of all codes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import dbgen_schema
from dbgen.build_codes import BUILD_CODES
from dbgen_schema import Code

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        **BUILD_CODES,
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
            by a call is not found. A class from another module is named in the entry, and so is one
            that derives from databench.Analysis through a class of an installed package:

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
            expected, or a source file has more than 1 MiB. A file of Python may have 100,000 words
            and signs, and the large ones of an app together 150,000 beyond the first 20,000 of
            each. Check its permissions and its kind; keep data in files that are not source code.

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
            "an import within the app that finds nothing",
            """
            analysis.py, routes.py or a module that they import imports a module of the app that is
            not there, or a name that this module does not have, so that the server would fail when
            it starts. Correct the name; the dot stands for the folder of the analysis. Where a
            `build` command may make the module, this is a warning.

                from .steps import Step      # needs hello/steps.py, and Step in it
            """,
        ),
        "DB219": Code(
            "a comment that cannot silence anything",
            """
            `dbgen: ignore` in a comment silences the codes that follow it, in capital letters and
            with blanks or commas between them, in its line or the next one. This comment names none
            of them, or one that does not exist. Only files with problems are looked through. It is
            a warning.

                # dbgen: ignore[DB310]       # wrong
                # dbgen: ignore DB310        # right
            """,
        ),
        "DB220": Code(
            "a name that is not there when the server starts",
            """
            A module that the server imports when it starts asks for a name that databench does not
            have, or a class has a decorator or a base that nothing in the module defines. Correct
            the name, or import it.

                from databench import Analysis, on

                class Hello(Analysis):
                    @on
                    def run(self): ...
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
