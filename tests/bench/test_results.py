"""From samples to medians, ratios, goals and tables."""

import json

from bench.goals import GOALS
from bench.plot import plot
from bench.report import bars, markdown
from bench.results import Results
from bench.running import failure
from bench.table import table, verdict


def make_results() -> Results:
    results = Results({"cores": "2"}, rounds=3)
    # In a slow hour both are slow: only what was measured beside it tells how fast one is.
    for floor, dbgen in ((100.0, 110.0), (300.0, 330.0), (100.0, 150.0)):
        results.add("cold_start", "floor", {"milliseconds": floor})
        results.add("cold_start", "dbgen", {"milliseconds": dbgen})
    results.excuse("load", "dbgen", "for a reason")
    return Results.from_json(json.loads(json.dumps(results.as_json())))


def test_medians_are_of_rounds_and_ratios_of_pairs() -> None:
    results = make_results()
    assert results.median("cold_start", "milliseconds", "dbgen") == 150
    assert results.ratio("cold_start", "milliseconds", "dbgen") == 1.1
    assert results.difference("cold_start", "milliseconds", "dbgen") == 30
    assert results.ratio("cold_start", "milliseconds", "nobody") is None


def test_goals_hold_up_to_their_bounds() -> None:
    most, least = GOALS[0], next(goal for goal in GOALS if goal.is_least)
    assert most.holds(most.limit)
    assert not most.holds(most.limit + 0.01)
    assert least.holds(least.limit)
    assert not least.holds(least.limit - 0.01)
    assert verdict(most, make_results()) == "1.10 (1.10 to 1.50): holds"


def test_figures_of_an_earlier_run_are_kept_where_there_are_no_new_ones() -> None:
    results = Results({}, rounds=1)
    results.add("cold_start", "dbgen", {"milliseconds": 7.0})
    earlier = make_results()
    earlier.add("streaming", "dbgen", {"lost": 0.0})
    results = results.with_earlier(earlier)
    assert results.median("cold_start", "milliseconds", "dbgen") == 7
    assert results.median("cold_start", "milliseconds", "floor") is None
    assert results.median("streaming", "lost", "dbgen") == 0
    assert results.absent == {"load": {"dbgen": "for a reason"}}


def test_a_failure_names_no_place_of_this_machine() -> None:
    error = ValueError("nothing was shown\n    at /somewhere/observer.js:30:31")
    assert failure(error) == "failed: nothing was shown"


def test_the_table_shows_numbers_ratios_and_excuses() -> None:
    text = table(make_results())
    assert "150 ms (1.10)" in text
    assert "(1.00)" not in text
    assert "dbgen, 50 clients in lockstep: for a reason" in text
    assert "not measured" in text


def test_the_page_and_the_plot_are_of_the_same_results() -> None:
    results = make_results()
    page = markdown(results)
    assert "| dbgen | 150 ms (**1.10**) |" in page
    assert (
        "| cold start of build/server.py | ≤ 1.15 of floor | 1.10 (1.10 to 1.50): holds |" in page
    )
    assert "- dbgen, 50 clients in lockstep: for a reason" in page
    picture = plot(bars(results), "dbgen")
    assert picture.count("<rect") == 2
    assert ">1.1<" in picture
