"""The requirements of a build: those of the runtime and those of the analyses."""

from collections.abc import Callable, Mapping

from dbgen.building import Examined

Examine = Callable[[Mapping[str, str | bytes]], Examined]


def test_lines_are_merged(examined: Examine, hello: dict[str, str]) -> None:
    outcome = examined(
        hello
        | {
            "analyses/requirements.txt": "numpy>=2  # arrays\n\n# only a comment\ndatabench\n",
            "analyses/hello/requirements.txt": "\ufeffnumpy>=2\nAltair\ndbgen==0.8\ndatabench_py\n",
        }
    )

    assert outcome.build is not None
    assert outcome.build.plan.requirements == (
        "Altair",
        "numpy>=2",
        "orjson>=3.10.16",
        "tornado>=6.6.1",
    )
    assert outcome.problems == ()


def test_lines_that_mean_nothing_elsewhere(examined: Examine, hello: dict[str, str]) -> None:
    outcome = examined(hello | {"analyses/requirements.txt": "numpy\n-r other.txt\n./local\n"})

    assert [(p.file, p.line, p.code, p.severity) for p in outcome.problems] == [
        ("requirements.txt", 2, "DB209", "warning"),
        ("requirements.txt", 3, "DB209", "warning"),
    ]
