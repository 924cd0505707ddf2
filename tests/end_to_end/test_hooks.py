"""The hook of pre-commit and the action of GitHub, run as those run them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).parents[2]
CASES: Final = ROOT / "tests" / "golden_errors"
PRE_COMMIT: Final = (sys.executable, "-m", "pre_commit")


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def copy(case: str, folder: Path) -> Path:
    """Copy the app of a case to a folder, under its usual name."""
    shutil.copytree(CASES / case / "app", folder / "analyses")
    return folder


def test_the_manifest_of_the_hook_is_one() -> None:
    done = run(*PRE_COMMIT, "validate-manifest", ".pre-commit-hooks.yaml", cwd=ROOT)

    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit installs hooks from git")
def test_the_hook_is_installed_and_runs(tmp_path: Path) -> None:
    copy("folder_missing", tmp_path)
    (tmp_path / "curve.png").touch()
    run("git", "init", "--quiet", cwd=tmp_path)
    run("git", "add", ".", cwd=tmp_path)
    home = str(tmp_path / "pre-commit")
    command = (*PRE_COMMIT, "try-repo", str(ROOT), "dbgen-validate", "--files", "curve.png")
    failed = run(*command, cwd=tmp_path, PRE_COMMIT_HOME=home)

    assert failed.returncode == 1
    assert "analyses/index.yaml:2:11: error DB201" in failed.stdout
    assert "exit code: 2" in failed.stdout


@pytest.fixture(scope="module")
def action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text())


class Runner:
    """Runs the steps of a composite action in bash, as GitHub does."""

    def __init__(self, action: Any, temporary: Path) -> None:
        self._action = action
        self._temporary = temporary
        self.outputs = temporary / "outputs"

    def step(
        self, number: int, cwd: Path, inputs: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a step with the inputs, or their defaults."""
        step = self._action["runs"]["steps"][number]
        given = {name: about["default"] for name, about in self._action["inputs"].items()}
        values = {f"${{{{ inputs.{name} }}}}": value for name, value in {**given, **inputs}.items()}
        values["${{ github.action_path }}"] = str(ROOT)
        environment = {name: values[text] for name, text in step.get("env", {}).items()}
        script = self._temporary / "step.sh"
        script.write_text(step["run"])
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "inputs in a script could run commands"
        command = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script))
        return run(
            *command,
            cwd=cwd,
            RUNNER_TEMP=str(self._temporary),
            GITHUB_OUTPUT=str(self.outputs),
            **environment,
        )


@pytest.fixture(scope="module")
def runner(action: Any, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Return a runner that has installed dbgen by the first step of the action."""
    runner = Runner(action, tmp_path_factory.mktemp("runner"))
    installed = runner.step(0, ROOT, {})
    assert installed.returncode == 0, installed.stderr
    return runner


def test_the_action_accepts_a_good_app(runner: Runner, tmp_path: Path) -> None:
    done = runner.step(1, copy("fine", tmp_path), {})

    assert (done.returncode, done.stdout) == (0, "no problems found\n")


def test_the_action_shows_problems_in_the_pull_request(runner: Runner, tmp_path: Path) -> None:
    done = runner.step(1, copy("folder_missing", tmp_path), {})

    assert done.returncode == 2
    assert "::error file=analyses/index.yaml,line=2,col=11,title=DB201::" in done.stdout


def test_the_action_can_be_lenient(runner: Runner, tmp_path: Path) -> None:
    app = copy("thumbnail_missing", tmp_path)

    assert runner.step(1, app, {}).returncode == 2
    assert runner.step(1, app, {"strict": "false"}).returncode == 0


def test_the_action_can_insist_on_offline(runner: Runner, tmp_path: Path) -> None:
    app = copy("fine", tmp_path)
    page = app / "analyses/hello/index.html"
    page.write_text('<script src="https://cdn.example.org/x.js"></script>\n')

    assert runner.step(1, app, {"strict": "false"}).returncode == 0
    assert runner.step(1, app, {"strict": "false", "offline": "true"}).returncode == 2


def test_the_action_writes_sarif(runner: Runner, tmp_path: Path) -> None:
    done = runner.step(1, copy("folder_missing", tmp_path), {"format": "sarif"})
    name, _, path = runner.outputs.read_text().strip().partition("=")

    assert (done.returncode, done.stdout, name) == (2, "", "sarif-file")
    assert '"ruleId": "DB201"' in Path(path).read_text()


def test_a_path_runs_nothing(runner: Runner, tmp_path: Path) -> None:
    done = runner.step(1, copy("fine", tmp_path), {"path": "$(touch pwned); touch pwned"})

    assert done.returncode == 2
    assert "DB200" in done.stdout
    assert not list(tmp_path.rglob("pwned"))
