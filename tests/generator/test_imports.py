"""Modules beside the app folder come along when the app imports them."""

from collections.abc import Callable, Mapping

from dbgen.project import Project

Inspect = Callable[[Mapping[str, str | bytes]], Project]


def beside(project: Project) -> list[str]:
    return [file.path for file in project.beside_files]


def test_modules_and_packages_are_followed(inspect: Inspect, hello: dict[str, str]) -> None:
    files = hello | {
        "analyses/hello/analysis.py": "import one\n" + hello["analyses/hello/analysis.py"],
        "analyses/hello/late.py": "def f():\n    from package.sub import x\n",
        "one.py": "import two.deep\nimport json\n",
        "two/deep.py": "",
        "two/unused.py": "",
        "package/__init__.py": "from . import sub\n",
        "package/sub.py": "import three\n",
        "package/data.csv": "",
        "package/__pycache__/sub.pyc": "",
        "three.py": "import one\n",
        "unrelated.py": "",
    }

    assert beside(inspect(files)) == [
        "one.py",
        "package/__init__.py",
        "package/data.csv",
        "package/sub.py",
        "three.py",
        "two/deep.py",
    ]


def test_imports_within_the_app_bring_nothing_along(
    inspect: Inspect, hello: dict[str, str]
) -> None:
    files = hello | {
        "analyses/hello/analysis.py": (
            "from analyses.other import x\nfrom . import y\n" + hello["analyses/hello/analysis.py"]
        ),
        "analyses/other.py": "",
        "databench.py": "",
        "y.py": "",
    }

    assert beside(inspect(files)) == []


def test_every_file_is_watched(inspect: Inspect, hello: dict[str, str]) -> None:
    files = hello | {
        "analyses/hello/analysis.py": "import one\n" + hello["analyses/hello/analysis.py"],
        "analyses/README.md": "Hello",
        "analyses/hello/README.md": "Hello",
        "analyses/hello/analysis.js": "",
        "analyses/hello/static/x.css": "",
        "one.py": "",
    }
    project = inspect(files)
    folder = project.root.parent

    assert {path.relative_to(folder).as_posix() for path in project.sources} == set(files)
