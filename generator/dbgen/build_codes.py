"""The codes of routes, static folders, builds and the serving of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dbgen_schema import Code

BUILD_CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
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
            visitors would wait for it; one such as `(.*)/(.*)/(.*)x` takes seconds, of which there
            is a warning.

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
"""What is wrong with what a server answers, and with the making of it."""
