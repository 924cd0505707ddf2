"""The codes of the problems that references can have."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dbgen_schema import Code

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "DB430": Code(
            "an asset that is not in the build",
            """
            A page, a style sheet or a script loads a file from this server, and no route of the
            server answers its address: the browser gets a 404, and a script, a style or an image is
            missing.

            Of an analysis `pi`, these files are served: `pi/analysis.js` and `pi/analysis.css` as
            `/pi/analysis.js` and `/pi/analysis.css`, everything below `pi/static/` as
            `/pi/static/...`, the thumbnail, and what routes.py and the `static` map of index.yaml
            answer. Other files of the folder belong to the Python side. Move the file, or mend the
            address:

                <script src="/pi/static/chart.js"></script>    for pi/static/chart.js

            Addresses with template syntax in them are not checked, nor are those that a computed
            ROUTES or a folder that is not there yet may answer. Scripts in folders called `static`
            and of the `static` map are looked through where something loads them, and only for what
            they certainly load. Where a `build` command may make the file, in a README that a page
            shows, and in a page below `static` that nothing is known to load, this is a warning.

            What a script reads by `fetch("data.json")` is looked at, too: an address without a
            slash before it counts from the page, also in a script. As a script may do without, this
            is a warning, and nothing is said where a script of the analysis may be prepared for it:
            where one catches anything, looks at `headers`, or asks for `ok` or `status` and does
            not throw. Other methods than GET, computed addresses, those without an ending such as
            `.json`, those in folders that may be of another server behind the same host name, apps
            with a `build` command, a service worker or another `fetch` are passed over.

                fetch("static/data.json")                      for pi/static/data.json
                new URL("worker.js", import.meta.url)          counts from the module
            """,
        ),
        "DB431": Code(
            "a link to a page that is not there",
            """
            A page has a link to an address of this server that no route answers, so that whoever
            follows it gets a 404. The pages of an analysis `pi` are all `pi/*.html`:

                <a href="/pi/more.html">More</a>    for pi/more.html
                <a href="/pi/">Pi</a>               for pi/index.html

            This is a warning, because another server behind the same host name may answer the
            address. In index.yaml, `home_link` and the HTML of `readme` and `description_html` are
            looked at, too, where a page shows them.
            """,
        ),
        "DB432": Code(
            "something that comes from another host",
            """
            A page, a style sheet or a script loads a script, a style, a font, an image or a frame
            from another host. It is missing when there is no network, its owner sees who visits the
            page and can change what runs in it, and the policy of the page has to allow that host.
            Put a copy beside the analysis, here into pi/static/chart.js:

                <script src="https://cdn.example.org/chart.js"></script>    instead of this
                <script src="/pi/static/chart.js"></script>                 write this

            Links that a visitor follows are not meant. With `--offline` this is an error.
            """,
        ),
        "DB434": Code(
            "a file that takes too long to look through",
            """
            Pages, style sheets and scripts are looked through for what they load and for code that
            is made out of texts. This one takes far longer than usual ones do, by itself or with
            others like it: all files of an app share half a second for what takes longer than
            usual. Nothing is known of what it loads. Make it smaller. It is a warning.

                <script>const rows = [[1, 2], [3, 4],     // and a million more
                <script>fetch("static/rows.json")         // data has a file of its own
            """,
        ),
        "DB435": Code(
            "an address that browsers ignore",
            """
            Browsers say so in their console and go on without it. An import map is JSON, and the
            addresses in it start with `/`, `./` or `../`, or are those of another host; it
            stands in the page itself. In a style sheet, `url()` takes what stands in it as it is
            written; a variable can only hold all of it. It is a warning.

                <script type="importmap">{"imports": {"d3": "static/d3.mjs"}}      // ignored
                <script type="importmap">{"imports": {"d3": "./static/d3.mjs"}}    // fine

                mask: url(var(--shape));                                           /* ignored */
                --shape: url(static/star.svg); mask: var(--shape);                 /* fine */
            """,
        ),
    }
)
