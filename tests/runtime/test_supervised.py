"""An app that a supervisor runs: its start, what it tells pages, and what it hands over."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from .serving import Client
from .supervised import Message, message_of, supervised

KINDS = ["talker", "talker_py"]
SERVICE_RESTART = 1012
BROWSER = Path(__file__).parents[2] / "runtime" / "browser"
PROBLEM = {"file": "index.yaml", "line": 1, "severity": "error", "message": "wrong"}


async def told(page: Client, kind: str) -> Message:
    """Return the next message of a kind to a page."""
    while (message := await page.next())["type"] != kind:
        pass
    return message


async def greeting(page: Client, *further: str) -> list[Message]:
    """Return what a page is told first: two messages, and those of further kinds."""
    messages = [await page.next() for _ in range(2 + len(further))]
    assert [message["type"] for message in messages] == ["welcome", "problems", *further]
    return messages


async def test_nobody_is_answered_before_the_start_and_nobody_is_refused(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        waiting = asyncio.ensure_future(supervisor.get("/"))
        app = await supervisor.run()
        files = await app.said("files")
        assert str(supervisor.build / "analyses/talker/analysis.py") in files
        assert await app.said("ready") == f"Talking is served on http://{supervisor.netloc}"
        assert not waiting.done()
        app.start()
        assert (await waiting).status == 200


async def test_the_end_of_the_supervisor_is_that_of_the_app(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.run()
        await app.said("ready")
        await app.end()
        assert app.process.returncode == 0


@pytest.mark.parametrize("analysis", KINDS)
async def test_state_and_ids_survive_a_restart(tmp_path: Path, analysis: str) -> None:
    async with supervised(tmp_path) as supervisor:
        old = await supervisor.started()
        client, id_ = await supervisor.visit(analysis)
        await client.ask("say", {"text": "π"})
        gone, gone_id = await supervisor.visit(analysis)
        await gone.ask("say", {"text": "gone"})
        gone.close()
        await gone.closed()
        page = await supervisor.page()
        await greeting(page)

        new = await supervisor.run()
        await new.said("ready")
        old.say(hand_over=True)
        state = await old.said("state")
        assert await client.closed() == SERVICE_RESTART
        assert await page.closed() == SERVICE_RESTART
        # Connections wait until somebody answers.
        coming = asyncio.ensure_future(supervisor.visit(analysis, id_))
        new.start(state)

        client, again = await coming
        assert again == id_
        assert await client.load("data") == {"said": "π"}
        assert await client.load("class_data") == {"said": "gone", "left": 2}
        late, late_id = await supervisor.visit(analysis, gone_id)
        assert late_id == gone_id
        assert await late.load("data") == {"said": "gone"}
        assert await old.process.wait() == 0


async def test_an_app_that_never_began_hands_over_and_ends(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.run()
        await app.said("ready")
        app.say(hand_over=True)
        assert (await app.said("state"))["domains"] == {}
        assert await app.process.wait() == 0


async def test_pages_hear_of_changes_and_problems(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.run()
        await app.said("ready")
        changes = [{"seq": seq, "paths": [f"/{seq}"]} for seq in (1, 2, 3)]
        app.start(changes=changes, problems=[PROBLEM])
        page = await supervisor.page(digest="bbbb")
        first = await greeting(page)
        assert message_of("welcome", first)["seq"] == 3
        assert message_of("problems", first)["problems"] == [PROBLEM]

        app.say(change={"seq": 4, "paths": ["/talker/analysis.css"]})
        app.say(problems=[])
        assert await page.next() == {
            "type": "changed",
            "seq": 4,
            "paths": ["/talker/analysis.css"],
        }
        assert await page.next() == {"type": "problems", "problems": []}


async def test_pages_hear_how_their_source_has_changed(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.started()
        file = supervisor.build / "pages/talker.html"
        before = file.read_text()
        page = await supervisor.page(digest="bbbb")
        await greeting(page)
        other = await supervisor.page(path="/", digest="aaaa")
        await greeting(other)
        file.write_text(once := before.replace("bbbb", "cccc"))
        app.say(change={"seq": 1, "paths": ["/talker/"]})
        changed = await page.next()
        assert changed["source"] == {"before": before, "now": once}
        assert "source" not in await other.next()
        # On its way to that source, the page is no longer what it was made from.
        file.write_text(once.replace("cccc", "dddd"))
        app.say(change={"seq": 2, "paths": ["/talker/"]})
        assert "source" not in await page.next()


@pytest.mark.parametrize(
    ("hello", "paths"),
    [
        ({"seq": 3}, None),
        ({"seq": 1}, ["/2", "/3"]),
        # Of another supervisor, who counted further.
        ({"seq": 9}, ["/talker/"]),
        ({"age": 0}, None),
        ({"age": 60_000}, ["/1", "/2", "/3"]),
        ({"digest": "bbbb"}, None),
        ({"digest": "aaaa", "seq": 2}, ["/talker/", "/3"]),
        ({"digest": "waiting"}, ["/talker/"]),
        ({"path": "/gone", "digest": "aaaa"}, ["/gone"]),
        ({"path": "/", "digest": "aaaa"}, None),
    ],
)
async def test_a_page_hears_of_what_it_has_missed(
    tmp_path: Path, hello: Message, paths: list[str] | None
) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.run()
        await app.said("ready")
        app.start(changes=[{"seq": seq, "paths": [f"/{seq}"]} for seq in (1, 2, 3)])
        page = await supervisor.page(**{"path": "/talker/", **hello})
        if paths is None:
            await greeting(page)
            app.say(problems=[])
            assert (await page.next())["type"] == "problems"
        else:
            (*_, changed) = await greeting(page, "changed")
            assert changed == {"type": "changed", "seq": 3, "paths": paths}


@pytest.mark.parametrize("frame", ["x", "[]", "5", '{"type": "other"}', "[" * 100_000, b"\xff"])
async def test_a_hello_that_makes_no_sense_is_an_end(tmp_path: Path, frame: Any) -> None:
    async with supervised(tmp_path) as supervisor:
        await supervisor.started()
        page = await supervisor.connect("/_develop", frame)
        assert await page.closed() in (1007, 1008)
        odd = {"type": "hello", "path": ["x"], "seq": "x", "digest": 5, "age": "old"}
        await greeting(await supervisor.connect("/_develop", odd))


@pytest.mark.parametrize("analysis", KINDS)
async def test_failures_of_handlers_reach_the_pages_of_their_analysis(
    tmp_path: Path, analysis: str
) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.started()
        other = await supervisor.page("/")
        page = await supervisor.page(f"/{analysis}/index.html")
        await greeting(page)
        client, _ = await supervisor.visit(analysis)
        for _ in range(3):
            await client.ask("fail")
        while (failure := await told(page, "exception"))["count"] < 3:
            pass
        source = str(tmp_path / "analyses/talker/analysis.py")
        assert failure["analysis"] == analysis
        assert failure["action"] == "fail"
        assert failure["error"] == "LookupError: nothing there"
        assert (failure["file"], failure["line"]) == ("talker/analysis.py", 20)
        assert failure["traceback"].splitlines()[:2] == [
            "Traceback (most recent call last):",
            f'  File "{source}", line 17, in fail',
        ]
        assert "build" not in failure["traceback"]

        late = await supervisor.page(f"/{analysis}/", age=60_000)
        assert message_of("exception", await greeting(late, "exception")) == failure
        await greeting(await supervisor.page(f"/{analysis}/"))
        app.say(problems=[PROBLEM])
        await greeting(other)
        assert (await other.next())["problems"] == [PROBLEM]


@pytest.mark.parametrize("analysis", KINDS)
async def test_what_fails_beside_the_actions_reaches_the_pages(
    tmp_path: Path, analysis: str
) -> None:
    async with supervised(tmp_path) as supervisor:
        await supervisor.started()
        page = await supervisor.page(f"/{analysis}/")
        client, _ = await supervisor.visit(analysis)
        for how, words in (("callback", "callback"), ("task", "Task"), ("timer", "callback")):
            await client.ask("fail_beside", {"how": how})
            failure = await told(page, "exception")
            assert words in failure["what"]
            assert failure["action"] == ""
            assert failure["error"] == "LookupError: nothing there"
            assert (failure["file"], failure["line"]) == ("talker/analysis.py", 20)


async def test_what_fails_again_is_counted(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.started()
        page, other = await supervisor.page("/talker/"), await supervisor.page("/talker_py/")
        await greeting(page)
        await greeting(other)
        for _ in range(12):
            assert (await supervisor.get("/talker/broken/it")).status == 500
        await supervisor.get("/talker/broken/other")
        while (failure := await told(page, "exception"))["error"] != "LookupError: other":
            assert failure["error"] == "LookupError: it"
            assert failure["what"].startswith("Uncaught exception GET /talker/broken/it ")
        app.say(problems=[PROBLEM])
        assert (await other.next())["type"] == "problems"
        app.process.terminate()
        log = await app.errors()
        assert log.count("Traceback") == 2
        assert "tornado.access" not in log
        counts = [line for line in log.splitlines() if "times" in line]
        assert counts[-1].endswith(": talker/routes.py:6: LookupError: it: 12 times")


@pytest.mark.parametrize("analysis", KINDS)
async def test_the_log_names_the_files_that_are_edited(tmp_path: Path, analysis: str) -> None:
    async with supervised(tmp_path) as supervisor:
        app = await supervisor.started()
        client, _ = await supervisor.visit(analysis)
        await client.ask("complain")
        app.process.terminate()
        log = await app.errors()
        assert f'File "{tmp_path}/analyses/talker/analysis.py", line 20, in broken' in log
        assert 'raise LookupError("nothing there")' in log


@pytest.mark.parametrize(
    ("text", "error", "line", "column"),
    [
        ("import nowhere\n", "ModuleNotFoundError: No module named 'nowhere'", 1, 1),
        ("\nclass Talker:\n  ä = 'ä', 1 / 0\n", "ZeroDivisionError: division by zero", 3, 12),
        ("x = (\n", "SyntaxError: '(' was never closed", 1, 5),
        ("import sys\nsys.exit('no data')\n", "SystemExit: no data", 2, 1),
    ],
)
async def test_what_keeps_an_app_from_starting_is_told(
    tmp_path: Path, text: str, error: str, line: int, column: int
) -> None:
    async with supervised(tmp_path) as supervisor:
        for folder in (tmp_path, supervisor.build):
            (folder / "analyses/talker/analysis.py").write_text(text)
        app = await supervisor.run()
        failed = await app.said("failed")
        assert failed["error"] == error
        place = (failed["file"], failed["line"], failed["column"])
        assert place == ("talker/analysis.py", line, column)
        assert "launch.py" not in failed["traceback"]
        assert await app.process.wait() == 1
        assert failed["traceback"] in await app.errors()


async def test_edited_files_are_served_as_they_are(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        await supervisor.started()
        style, page = await supervisor.get("/talker/analysis.css"), await supervisor.get("/talker/")
        (supervisor.build / "static/analysis.css").write_text("body {color: blue}")
        (supervisor.build / "pages/talker.html").write_text("edited")
        (supervisor.build / "static/folder/deep").mkdir(parents=True)
        (supervisor.build / "static/folder/deep/new.txt").write_text("new")
        (supervisor.build / "static/folder/.hidden").write_text("no")
        (supervisor.build / "static/folder/link.txt").symlink_to(supervisor.build / "server.py")
        edited = await supervisor.get("/talker/analysis.css"), await supervisor.get("/talker/")
        assert [each.body for each in edited] == ["body {color: blue}", "edited"]
        assert [each.headers["cache-control"] for each in edited] == ["no-cache"] * 2
        for before, after in zip((style, page), edited, strict=True):
            assert before.headers["etag"] != after.headers["etag"]
        assert (await supervisor.get("/talker/static/deep/new.txt")).body == "new"
        for path in (".hidden", "link.txt", "../analysis.css", "deep", "%00", ""):
            assert (await supervisor.get(f"/talker/static/{path}")).status == 404


async def test_pages_wait_for_an_app_that_cannot_be_built(tmp_path: Path) -> None:
    async with supervised(tmp_path) as supervisor:
        waiting = await supervisor.wait(BROWSER)
        await waiting.said("ready")
        waiting.start(problems=[PROBLEM])
        for path in ("/", "/talker/", "/favicon.ico", "/talker/ws"):
            answer = await supervisor.get(path)
            assert answer.status == 503
            assert 'src="/_static/develop.js" data-digest="waiting"' in answer.body
        assert (await supervisor.get("/_static/develop.js")).status == 200
        assert (await supervisor.get("/_static/develop-page.js")).status == 200
        # A page of before is left as it is, under the problems.
        page = await supervisor.page(digest="bbbb")
        assert message_of("problems", await greeting(page))["problems"] == [PROBLEM]

        app = await supervisor.run()
        await app.said("ready")
        waiting.say(hand_over=True)
        app.start(await waiting.said("state"))
        assert await page.closed() == SERVICE_RESTART
        page = await supervisor.page(digest="waiting", age=60_000)
        (*_, changed) = await greeting(page, "changed")
        assert changed["paths"] == ["/talker/"]
