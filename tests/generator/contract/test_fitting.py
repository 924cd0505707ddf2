"""Messages are judged as Python's own calls would judge them."""

import ast
from itertools import combinations, product

import pytest

from dbgen.contract.facts import Arguments
from dbgen.contract.fitting import misfit, signature
from dbgen.contract.handlers import parameters_of

NAMES = ("a", "b", "c")
MESSAGES = [Arguments(count) for count in range(5)] + [
    Arguments(0, names) for length in range(1, 4) for names in combinations((*NAMES, "z"), length)
]
PARTS = [
    ("", "a", "a=1", "a, /", "a=1, /"),
    ("", "b=1"),
    ("", "*args", "*, c", "*, c=1", "*args, c"),
    ("", "**kwargs"),
]


def definitions() -> list[str]:
    choices = (", ".join(filter(None, ["self", *parts])) for parts in product(*PARTS))
    return [f"def run({parameters}): pass" for parameters in choices]


@pytest.mark.parametrize("definition", definitions())
def test_that_a_message_fits_where_python_calls_it(definition: str) -> None:
    scope: dict[str, object] = {}
    exec(definition, scope)
    run = scope["run"]
    assert callable(run)
    (node,) = ast.parse(definition).body
    assert isinstance(node, ast.FunctionDef)
    takes = parameters_of(node.args)

    for message in MESSAGES:
        positional = [0] * message.positional
        try:
            run(None, *positional, **dict.fromkeys(message.names, 0))
            fits = True
        except TypeError:
            fits = False
        assert (not misfit(message, takes)[0]) == fits, message

    shown = ast.parse(signature("run", takes) + ": pass").body[0]
    assert isinstance(shown, ast.FunctionDef)
    assert parameters_of(shown.args) == takes
