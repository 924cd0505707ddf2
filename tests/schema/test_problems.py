"""Problems as values."""

from dbgen_schema import Problem


def test_long_values_are_shortened_and_the_words_around_them_are_not() -> None:
    problem = Problem("a", 1, 1, "DB215", f"`{'x' * 5000}` and `b` are bad", f"write `{'y' * 500}`")

    assert problem.message == f"`{'x' * 119}…` and `b` are bad"
    assert problem.hint == f"write `{'y' * 119}…`"


def test_what_is_no_value_is_cut_later() -> None:
    message = "a word " * 80

    assert Problem("a", 1, 1, "DB407", message).message == message
    assert Problem("a", 1, 1, "DB407", message * 2).message == (message * 2)[:599] + "…"
