"""Results that are kept while somebody asks for them."""

from dbgen.kept import NOTHING, Kept

calls: list[int] = []


def doubled(number: int) -> int:
    """Return a number twice as large, and take note of the call."""
    calls.append(number)
    return 2 * number


def test_a_result_is_kept_while_it_is_asked_for() -> None:
    kept = Kept()
    calls.clear()
    for _ in range(3):
        assert (kept(doubled, 1), kept(doubled, number=2)) == (2, 4)
        kept.sweep()
    assert calls == [1, 2]
    kept.sweep()
    kept(doubled, 1)
    assert calls == [1, 2, 1]


def test_nothing_is_kept() -> None:
    calls.clear()
    assert [NOTHING(doubled, 1), NOTHING(doubled, 1)] == [2, 2]
    assert calls == [1, 1]
