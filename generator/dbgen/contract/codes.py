"""The codes of the problems between a page and its analysis."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dbgen_schema import Code

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "DB301": Code(
            "an element sends an action without a handler",
            """
            The element is wired: pressed or changed, it sends an action, named by `data-action`,
            else `name`, else `id`. The analysis has no handler for it, so nothing would happen.
            Correct the name, or add the handler. A method is one by its decorator, or by a name
            that begins with `on_`; one that overrides a handler needs the same.

                <button data-action="run">Run</button>

                @databench.on
                def run(self): ...
            """,
        ),
        "DB302": Code(
            "an element of the page itself sends an action, too",
            """
            Every button, slider and text input of a wired page is wired, those for a purpose of
            their own included: this one sends an action as well, named by its `name` or `id`, and
            the server answers with a warning each time. One that is disabled is left alone, unless
            it has `data-action`. Give it a handler and `data-action`, or
            keep it out. It is a warning.

                <button data-skipwire="true" onclick="zoom()">Zoom</button>
            """,
        ),
        "DB303": Code(
            "a script sends an action without a handler",
            """
            The script emits an action that the analysis does not handle, so nothing would happen.
            Correct the name, or add the handler.

                connection.emit("run", 100);

                @databench.on
                def run(self, samples): ...
            """,
        ),
        "DB304": Code(
            "a message that does not fit its handler",
            """
            A list becomes positional arguments of the handler, a map keyword arguments, any other
            value one argument, and no message none. What is sent here is more or less than the
            method takes, so that the call would fail. A button sends nothing, an input its value.
            For each visitor, the server itself sends `connect`, `connected` and `disconnected`
            without arguments, and `args` with `cli_args` and `request_args`; a handler of `*` gets
            these, too. Every method takes the instance first.

                connection.emit("run", {samples: 100});     // def run(self, samples)
                connection.emit("run", [100, 2]);           // def run(self, samples, seed)
                connection.emit("run");                     // def run(self)

                def connected(self)
                def args(self, cli_args, request_args)
            """,
        ),
        "DB305": Code(
            "an action that pages may not send",
            """
            `connect`, `connected` and their like tell the life of a connection, which only the
            server may do. Pages set state only where the analysis allows it by a handler of its
            own. Choose another name, and let that handler call the method.

                @databench.on
                def restart(self):
                    self.connected()
            """,
        ),
        "DB306": Code(
            "a page listens to state that nothing sets",
            """
            The page waits for a key of the state that the analysis never sets, so it would never
            show anything. Correct the key, or set it. It is a warning.

                <p data-action="count"></p>

                self.set_state(count=1)
            """,
        ),
        "DB307": Code(
            "a page listens to a signal that nothing emits",
            """
            The page waits for a signal that the analysis never emits. Correct its name, or emit it;
            what the analysis sets as state arrives as the signal `data`. It is a warning.

                connection.on("done", show);

                self.emit("done", result)
            """,
        ),
        "DB308": Code(
            "two wired elements with the same id",
            """
            An id names one element of a page: scripts, labels and links find only the first of
            these. Only elements that send or show something of the analysis, as buttons and inputs
            do, are compared; ids of other elements are not looked at. Several elements may send one
            action: write it as `data-action`. It is a warning.

                <button data-action="run">Run</button>
                <button data-action="run">Once more</button>
            """,
        ),
        "DB309": Code(
            "a handler that no page calls",
            """
            No element and no script of the analysis sends this action. Either something is missing
            in the page, or the handler is left over. It is a warning, and silent where a page
            computes the names that it sends. Other programs that send the action are not known
            here: say so by a comment, `# dbgen: ignore DB309`.

                <button data-action="run">Run</button>
            """,
        ),
        "DB310": Code(
            "a signal that no page listens to",
            """
            The analysis emits a signal, and no page or script of it listens. Either something is
            missing in the page, or the signal is left over. It is a warning. If other programs
            listen, say so by a comment, `# dbgen: ignore DB310`.

                connection.on("done", result => console.log(result));
            """,
        ),
        "DB311": Code(
            "state that nothing reads",
            """
            The analysis sets a key of its state that neither a page nor Python reads. Show it, or
            remove it. It is a warning.

                <p data-action="count"></p>
            """,
        ),
        "DB312": Code(
            "an element that looks wired and is not",
            """
            On an element of text, `data-signal` says which signal to listen to, but only
            `data-action` makes the element listen. It is a warning.

                <p data-signal="done"></p>                          <!-- stays empty -->
                <p data-action="done" data-signal="done"></p>       <!-- shows the signal -->
            """,
        ),
        "DB313": Code(
            "a script or a page that is too large to be compared with the analysis",
            """
            What pages and scripts say to the analysis is compared with its handlers, in pages of at
            most 262,144 characters and scripts of at most 131,072 bytes, with all scripts of a page
            twice that. This one is passed over, so that nobody hears of slips in it, and handlers
            without a use are not reported. Put what talks to the analysis into a file of its own.
            It is a warning; a comment in the first line silences it:

                // dbgen: ignore DB313

            The same is said of pages of more than 50,000 elements and templates, of pages that take
            too long to compare, of scripts with chains of some hundred `else if` or `.then()`, or
            nested as deeply in other ways, and of minified scripts that mention `Databench`. Other
            scripts with lines of thousands of characters are taken for libraries, and like large
            ones without `Databench` and `.emit(` they are passed over without a word.
            """,
        ),
        "DB314": Code(
            "a script that is not JavaScript",
            """
            The script of a page does not parse at this place, or something before it is not closed.
            Browsers leave out such a script, all of it, and say so in their console alone. It is a
            warning, because JavaScript grows: syntax that is newer than this version of dbgen is
            passed over where it is known, and otherwise silenced by a comment. TypeScript and
            handlers such as `onclick` are looked at, too; scripts with template syntax only where
            all of it stands within texts. A page that loads TypeScript itself loads nothing:
            browsers want the JavaScript that is made from it.

                connection.on("sum", (sum) => show(sum);     // `)` is missing here
                connection.on("sum", (sum) => show(sum));
            """,
        ),
        "DB315": Code(
            "a script calls what the browser library does not have",
            """
            Neither a connection nor `Databench` has this name, so that the script ends here with a
            TypeError in the console of the browser. It is said of pages whose scripts are all known
            and of names that occur in such calls alone: nothing sets them, and nothing asks whether
            they are there. It is a warning.

                connection.emt("run");                      // emit
                const connection = new Databench.Conection();
            """,
        ),
        "DB316": Code(
            "an attribute that an analysis does not have",
            """
            A method asks its instance for an attribute, or calls it, that neither the framework nor
            the classes of the analysis give it, so that it fails with an `AttributeError` whenever
            it gets there. Correct the name, or define it. It is a warning, and silent where the
            name is mentioned anywhere else in the Python of the app, where a base comes from
            elsewhere, where the instance or its class is handed to other code, where attributes may
            be made by `setattr` and the like, and where it may be expected that they are missing.

                self.set_sate(count=1)
                self.set_state(count=1)
            """,
        ),
        "DB317": Code(
            "an import of a name that the module does not export",
            """
            A module imports a name from another one of the app, or passes it on by
            `export ... from`, and that one does not export it. The browser then runs neither of
            them, and says so in its console alone. Correct the name, or export it there:

                import { draw } from "./plot.js";

                export function draw() {}    // in plot.js

            It is a warning. Nothing is said of modules in TypeScript, of those that are no files of
            the app, that do not parse or are passed over (DB313), that pass on all of a module
            which is one of these, or that export by other means, and of pages whose import map
            gives addresses another meaning.
            """,
        ),
    }
)
