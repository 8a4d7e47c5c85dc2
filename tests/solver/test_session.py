"""Stages, proofs, starts, other bounds: HiGHS in this process, against counting everything out."""
from __future__ import annotations

from fractions import Fraction

import highspy
import numpy as np
import pytest

from allocator.errors import BadInput
from allocator.matrix import Changes, Goal, Matrix, goal_value, holds
from allocator.solver import Settings
from allocator.solver.engine import Engine
from allocator.solver.faults import Contradiction
from allocator.solver.session import Session
from allocator.solver.versions import refusal, refused
from tests.solver.programs import INF, WUHU, Mps, counted_out, goal, points, program, tiny, town

SEEDS = range(250)


@pytest.mark.parametrize("seeds", [SEEDS[k::5] for k in range(5)], ids="abcde")
def test_the_stages_reach_what_counting_every_point_finds(seeds):
    empty = 0
    for seed in seeds:
        m, best = tiny(seed), counted_out(tiny(seed))
        outcome = Session(m).solve()
        if best is None:
            empty += 1
            assert (outcome.status, outcome.confirmed_by) == ("infeasible", ("highs", "highs without presolve")), seed
        else:
            assert (outcome.status, tuple(s.value for s in outcome.stages)) == ("optimal", best), seed
            assert holds(m, outcome.values)
            assert all(s.bound == s.value and s.gap == 0 for s in outcome.stages)
    assert 10 < empty < 40          # of 50: both verdicts are really tried


def test_a_town_is_solved_the_same_way_again():
    m = town(0)
    first, again = Session(m).solve(), Session(m).solve()
    assert first.status == "optimal"
    assert (first.values == again.values).all()
    assert [s.nodes for s in first.stages] == [s.nodes for s in again.stages]


def test_an_earlier_question_does_not_decide_between_equal_plans():
    m = program([1] * 12, [({j: 1 for j in range(12)}, -INF, 5)], [(True, dict.fromkeys(range(12), 1), 0)])
    session = Session(m)
    before = session.solve()
    with session.changed(Changes(columns={"x0": (0, 0), "x1": (0, 0)})):
        assert session.solve().values[:2].tolist() == [0, 0]
    assert (session.solve().values == before.values).all()


def test_a_gap_of_zero_finds_the_last_unit_and_a_loose_gap_is_never_called_optimal():
    m = town(1, 30, 20, 2)
    exact, loose = Session(m).solve(), Session(m, Settings(gap=0.3)).solve()
    assert [s.status for s in exact.stages] == ["optimal"] * 5
    assert [s.goal for s in loose.stages] == [s.goal for s in exact.stages]
    for stage in loose.stages:
        assert (stage.status == "optimal") == (stage.value == stage.bound)
        assert stage.gap <= Fraction(3, 10)
    assert loose.status == ("optimal" if all(s.status == "optimal" for s in loose.stages) else "feasible")


def test_shares_of_a_continuous_column_become_whole_without_losing_value():
    # cover >= 3 of 10 people is kept by a share of 0.3; the plan must say 0 or 1
    m = program([1, 1], [({1: 1, 0: -1}, -INF, 0), ({1: 10}, 3, INF)], [(False, {1: 1}, 0)], continuous=[1])
    outcome = Session(m).solve()
    assert outcome.values.tolist() == [1, 1]
    # minimised, 0.3 is better than any whole share: HiGHS's bound of ceil(0.3) = 1 is what a whole share reaches
    assert (outcome.stages[0].value, outcome.stages[0].bound, outcome.status) == (1, 1, "optimal")


def test_an_optimum_that_only_fractions_reach_is_a_contradiction_and_never_a_plan():
    # 2 y <= 3 and y continuous up to 2: y = 1.5, so 2 y + 0 reaches 3 in fractions and 2 in whole numbers
    m = program([1, 2], [({1: 2, 0: 1}, -INF, 3)], [(True, {1: 2}, 0)], continuous=[1])
    with pytest.raises(Contradiction, match="g0"):
        Session(m).solve()


def test_a_stage_whose_value_its_columns_already_prove_needs_no_search():
    m = program([1, 1], [({0: 1, 1: 1}, 2, 2)], [(True, {0: 5}, 1), (False, {}, 7), (True, {0: 1, 1: 1}, 0)])
    outcome = Session(m).solve()
    assert [(s.value, s.nodes) for s in outcome.stages[1:]] == [(7, 0), (2, 0)]
    assert outcome.status == "optimal"


def numbers(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(x.size, dtype=np.int32), x


def test_a_start_is_kept_when_there_is_no_time_for_anything_better():
    m = town(2, 30, 20, 2)
    x = np.zeros(m.width, dtype=np.int64)
    outcome = Session(m, Settings(time_limit=0.0)).solve(numbers(x))
    assert outcome.status == "feasible"
    assert outcome.values.tolist() == x.tolist()
    assert {s.status for s in outcome.stages} == {"not_reached"}
    assert [s.bound for s in outcome.stages] == [None] * 5


def test_a_start_that_names_some_columns_is_completed():
    # x0 = 1 given; x1 must follow (x1 >= x0), x2 <= 4 is free to be as good as the goal wants
    m = program([1, 1, 4], [({1: 1, 0: -1}, 0, INF)], [(True, {2: 1}, 0)])
    session = Session(m, Settings())
    seen = []
    session._tell = lambda news, x: seen.append((news.event, None if x is None else x.tolist()))
    session.solve((np.array([0], dtype=np.int32), np.array([1])))
    assert next(x for _, x in seen if x) == [1, 1, 4]          # before the first stage is searched
    assert "begins" not in [event for event, _ in seen[:1]]


@pytest.mark.parametrize("given", [
    pytest.param({0: 1, 1: 0, 2: 0}, id="a whole plan that breaks a row"),
    pytest.param({1: 0, 0: 1}, id="a part that nothing completes"),
])
def test_a_start_that_breaks_a_row_is_not_used(given):
    m = program([1, 1, 4], [({1: 1, 0: -1}, 0, INF)], [(True, {2: 1}, 0)])
    outcome = Session(m).solve((np.array(list(given), dtype=np.int32), np.array(list(given.values()))))
    assert outcome.status == "optimal"
    assert outcome.values[2] == 4


def test_without_time_and_without_a_start_there_is_no_plan():
    outcome = Session(town(3, 30, 20, 2), Settings(time_limit=0.0)).solve()
    assert (outcome.status, outcome.values.size, outcome.stages) == ("no_plan", 0, ())


def test_without_goals_any_plan_will_do():
    m = Changes(goals=()).on(town(4, 30, 20, 2))
    outcome = Session(m).solve()
    assert (outcome.status, outcome.stages) == ("optimal", ())
    assert holds(m, outcome.values)


@pytest.mark.parametrize(("row", "status"), [((-INF, 3.0), "optimal"), ((1.0, INF), "infeasible")])
def test_a_program_with_nothing_to_decide_holds_or_does_not(row, status):
    outcome = Session(program([], [({}, *row)], [(True, {}, 4)])).solve()
    assert outcome.status == status
    assert [s.value for s in outcome.stages] == ([4] if status == "optimal" else [])


def test_a_row_without_columns_can_make_a_program_infeasible():
    assert Session(program([1], [({}, 1, INF)], [(True, {0: 1}, 0)])).solve().status == "infeasible"


def test_freeing_a_rule_asks_the_program_without_it():
    for seed in range(40):
        m = tiny(seed)
        freed = Changes(without=("a",)).on(m)
        session = Session(m)
        assert session.feasible(without=["a"]) == (counted_out(freed) is not None), seed
        assert session.feasible() == (counted_out(m) is not None), seed          # and the rule is back


def test_a_conflict_is_a_set_of_rules_none_of_which_can_be_missed():
    # a: x0 + x1 >= 3; b: x0 <= 1; c: x1 <= 1; d: x2 <= 1 has no part in it
    rows = [({0: 1, 1: 1}, 3, INF), ({0: 1}, -INF, 1), ({1: 1}, -INF, 1), ({2: 1}, -INF, 1)]
    session = Session(program([5, 5, 5], rows, [], owners=list("abcd")))
    conflict = session.conflict("dabc")
    assert (conflict.rules, conflict.irreducible) == (("a", "b", "c"), True)
    with session.changed(Changes(rows={"r0": (0, INF)})):
        assert session.conflict("dabc").rules == ()


def test_other_goals_in_another_order_are_a_question_of_the_same_matrix():
    m = town(5, 30, 20, 2)
    few = goal("fewest", False, dict.fromkeys(range(30), 1))
    outcome = Session(Changes(goals=("g1", few)).on(m)).solve()
    assert [s.goal for s in outcome.stages] == ["g1", "fewest"]
    assert [goal_value(g, outcome.values) for g in (m.goals[1], few)] == [s.value for s in outcome.stages]


def test_threads_may_change_from_one_session_to_the_next():
    m = town(6, 50, 30, 3)
    values = [[s.value for s in Session(m, Settings(threads=n)).solve().stages] for n in (1, 2, 1)]
    assert values[0] == values[1] == values[2]


# -- what HiGHS gets wrong

def test_a_false_infeasible_of_highs_is_not_believed():
    mps = Mps()
    # x519 and x520 are free and without cost: largest and smallest density, whatever the plan, so their rows bind nothing
    spread = mps.rows_with("x519", "x520")
    m = mps.in_whole_numbers(left_out=spread)
    outcome = Session(m).solve()
    assert (outcome.status, outcome.stages[0].value) == ("optimal", -641437)
    assert mps.broken([Fraction(int(v)) for v in outcome.values]) <= spread
    if highspy.Highs().version() == "1.15.1":          # so that this test is about something
        engine = Engine(m)
        engine.tune(Settings())
        engine.aim(m.goals[0])
        assert [engine.run(presolve=p, seconds=60).verdict for p in (True, False)] == ["infeasible", "optimal"]


def test_the_published_file_is_the_one_that_the_whole_program_is_made_of():
    mps = Mps()
    assert (len(mps.columns), len(mps.rows) - 1, len(mps.whole_columns)) == (373, 501, 360)
    assert WUHU.stat().st_size < 20_000


class Lying(Engine):
    """An engine whose every answer is forged: what a wrong HiGHS would say."""

    lie = "infeasible"

    def run(self, **asked):
        answer = super().run(**asked)
        forged = {"infeasible": {"verdict": "infeasible", "point": None}, "worse": {"point": np.zeros(self._width)},
                  "broken": {"point": np.full(self._width, 1.0)}, "bound": {"bound": answer.bound + 5}}[self.lie]
        return type(answer)(**{**vars(answer), **forged})


@pytest.mark.parametrize("lie", ["worse", "broken", "bound"])
def test_an_answer_that_does_not_hold_in_exact_integers_ends_in_a_contradiction(lie, monkeypatch):
    m = program([1, 1, 1], [({0: 1, 1: 1, 2: 1}, -INF, 2)], [(True, {0: 3, 1: 2, 2: 1}, 0)])
    monkeypatch.setattr(Lying, "lie", lie)
    monkeypatch.setattr("allocator.solver.session.Engine", Lying)
    with pytest.raises(Contradiction) as caught:
        Session(m).solve()
    assert caught.value.code == 70


class LyingAtFirst(Engine):
    """An engine whose first answer is forged: nothing, and nothing better; nor is any plan told on the way."""

    first = True

    def run(self, **asked):
        if not self.first:
            return super().run(**asked)
        self.first, told = False, self.on_point
        self.on_point = lambda _: None
        answer = super().run(**asked)
        self.on_point = told
        return type(answer)(**{**vars(answer), "point": np.zeros(self._width), "bound": 0.0})


def test_a_later_plan_beyond_what_was_proven_of_an_earlier_stage_is_a_contradiction(monkeypatch):
    # the first stage's optimum is said to be 0; the second, which wants x0, comes with a plan that is worth 3 to the first
    m = program([1, 1], [({0: 1, 1: 1}, -INF, 1)], [(True, {0: 3, 1: 2}, 0), (True, {0: 1}, 0)])
    assert Session(m).solve().stages[0].value == 3
    monkeypatch.setattr("allocator.solver.session.Engine", LyingAtFirst)
    with pytest.raises(Contradiction, match="g0") as caught:
        Session(m).solve()
    assert caught.value.said == "0, 3"


def test_infeasible_beside_a_valid_plan_is_a_contradiction_and_not_an_answer(monkeypatch):
    m = program([1, 1], [({0: 1, 1: 1}, -INF, 1)], [(True, {0: 3, 1: 2}, 0)])
    monkeypatch.setattr("allocator.solver.session.Engine", Lying)
    with pytest.raises(Contradiction):
        Session(m).solve(numbers(np.array([0, 1])))


@pytest.mark.parametrize(("version", "key"), [("1.14.0", "highs.1_14"), ("1.12.0", "highs.old"), ("1.15.1", None), ("1.16.0", None)])
def test_versions_known_to_be_wrong_or_never_tried_are_refused(version, key):
    assert refusal(version) == key


def test_a_refused_version_is_bad_input_that_says_what_to_install(monkeypatch):
    monkeypatch.setattr("allocator.solver.engine.version", lambda: "1.14.0")
    with pytest.raises(BadInput, match=r"highspy 1\.14\.0: .*1\.15\.1") as caught:
        Session(town(0))
    assert caught.value.code == refused("1.14.0", "highs.1_14").code == 2


def test_counting_out_counts_every_point():
    m = Matrix(**{**vars(program([1, 2], [({0: 1, 1: 1}, 2, 2)], [])), "goals": ()})
    assert [p.tolist() for p in points(m)] == [[0, 2], [1, 1]]


def test_a_goal_knows_its_sense():
    assert [Goal("g", maximise, np.zeros(0, dtype=np.int32), np.zeros(0)).sense for maximise in (True, False)] == ["max", "min"]
