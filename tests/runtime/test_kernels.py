"""Analyses in processes of their own: protocol.md 7, and K of the attacks."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from databench.application import OwnProcess, Socket
from databench.limits import Limits

from .serving import Frame, served, socket


def faulty(module: str, class_name: str = "Faulty") -> Socket:
    return Socket("/probe/ws", OwnProcess("probe", module, class_name))


async def gone(pid: int) -> None:
    """Wait until a process has ended; zombies that await their parent count as ended."""
    while is_running(pid):  # noqa: ASYNC110 - nobody tells of the end of a foreign process
        await asyncio.sleep(0)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children() -> list[str]:
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import missing_module", "missing_module"),
        ("def (", "SyntaxError"),
        ("raise SystemExit(7)", "exit code 7"),
        ("import os; os.write(2, b'last words\\n'); os._exit(9)", "last words"),
        ("import os; os.kill(os.getpid(), 9)", "exit code -9"),
        ("", "AttributeError"),
    ],
)
async def test_a_kernel_that_cannot_start_is_reported(
    source: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "faulty_app.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    async with served(faulty("faulty_app")) as server:
        client, _ = await server.ready()
        text = await client.load("error")
        assert "could not start" in text
        assert words not in text
        assert await client.closed() == 1011
        await server.settle()
    assert words in caplog.text


async def test_a_kernel_that_never_answers_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hanging_app.py").write_text("import threading\nthreading.Event().wait()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    async with served(faulty("hanging_app"), limits=Limits(kernel_start_time=0.3)) as server:
        client, _ = await server.ready()
        assert "could not start" in await client.load("error")
        assert await client.closed() == 1011


@pytest.mark.parametrize("action", ["die", "leave"])
async def test_the_end_of_a_kernel_is_told_and_the_socket_closed(
    action: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        client, id_ = await server.ready()
        frames: list[Frame] = await client.ask(action)
        assert [frame["signal"] for frame in frames] == ["error"]
        assert "ended unexpectedly" in frames[0]["load"]
        assert await client.closed() == 1011
        again, same = await server.ready(__connect=id_)
        assert same == id_
        assert (await again.ask("pid"))[0]["signal"] == "pid"
        await server.settle(1)
    if action == "die":
        assert "last words" in caplog.text
        assert "exit code -9" in caplog.text


async def test_an_idle_kernel_that_is_killed_is_noticed() -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        client, _ = await server.ready()
        pid = (await client.ask("pid"))[0]["load"]
        os.kill(pid, signal.SIGKILL)
        assert "ended unexpectedly" in await client.load("error")
        assert await client.closed() == 1011


async def test_a_killed_kernel_with_forked_children_is_noticed() -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        client, _ = await server.ready()
        child = (await client.ask("forked"))[0]["load"]
        pid = (await client.ask("pid"))[0]["load"]
        os.kill(pid, signal.SIGKILL)
        assert await client.closed() == 1011
        await gone(child)


@pytest.mark.parametrize("action", ["family", "forked"])
async def test_what_a_kernel_started_ends_with_its_connection(action: str) -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        client, _ = await server.ready()
        pid = (await client.ask("pid"))[0]["load"]
        child = (await client.ask(action))[0]["load"]
        assert is_running(child)
        client.close()
        await gone(pid)
        await gone(child)
        await server.settle()


async def test_a_child_that_left_its_group_does_not_hold_up_the_end_of_the_session() -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        client, _ = await server.ready()
        child = (await client.ask("escaped"))[0]["load"]
        client.close()
        await server.settle()
        os.kill(child, signal.SIGKILL)


async def test_a_blocking_handler_is_interrupted_when_its_connection_closes() -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        witness, _ = await server.ready()
        await witness.ask("pid")
        client, _ = await server.ready()
        await client.send("spin")
        pid = await client.load("spinning")
        client.close()
        assert await witness.load("class_data") == {"disconnected": 1}
        await gone(pid)


async def test_floods_on_the_standard_streams_are_drained() -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        client, _ = await server.ready()
        assert (await client.ask("loud"))[-1] == {"signal": "quiet"}


async def test_the_number_of_kernels_is_limited() -> None:
    route = socket("own_process", "faults", "Deadly")
    async with served(route, limits=Limits(kernels=1)) as server:
        first, _ = await server.ready()
        await first.ask("pid")
        second, _ = await server.ready()
        assert "in use" in await second.load("error")
        assert await second.closed() == 1011
        first.close()
        await server.settle()
        third, _ = await server.ready()
        assert (await third.ask("pid"))[0]["signal"] == "pid"


async def test_leaving_while_a_kernel_starts_leaves_nothing_behind() -> None:
    async with served(socket("own_process", "faults", "Deadly")) as server:
        for _ in range(5):
            client, _ = await server.ready()
            client.close()
        await server.settle()
        assert children() == []


@pytest.mark.parametrize("module", ["meta_guarded", "meta_bare"])
async def test_files_written_for_databench_run_unmodified(module: str) -> None:
    async with served(socket("own_process", module, "Old")) as server:
        client, _ = await server.ready()
        assert await client.ask("delayed") == [{"signal": "delayed", "load": "now"}]
        client.close()
        await server.settle()


async def test_a_kernel_finds_its_siblings_by_their_bare_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "packaged" / "inner"
    folder.mkdir(parents=True)
    (folder / "sibling_module.py").write_text("VALUE = 7\n")
    (folder / "analysis.py").write_text(
        "import databench\nimport sibling_module\n\n"
        "class Faulty(databench.Analysis):\n"
        "    @databench.on\n    def value(self):\n"
        "        self.emit('value', sibling_module.VALUE)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    async with served(faulty("packaged.inner.analysis")) as server:
        client, _ = await server.ready()
        assert await client.ask("value") == [{"signal": "value", "load": 7}]


async def test_a_file_run_by_hand_says_what_to_do() -> None:
    script = Path(__file__).parent / "apps" / "meta_guarded.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, script, stderr=asyncio.subprocess.PIPE
    )
    _, stderr = await process.communicate()
    assert process.returncode == 1
    assert b"dbgen serve" in stderr
