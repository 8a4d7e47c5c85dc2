"""Pyomo → Matrix: every figure where it belongs; its text; other questions of the same matrix; MPS that others can read."""
from __future__ import annotations

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest

from allocator.matrix import (
    Changes,
    activity,
    best_possible,
    compile_model,
    elastic,
    goal_text,
    goal_value,
    holds,
    locked,
    text,
    violated,
    write_mps,
)
from allocator.matrix.exact import reach
from allocator.solver.session import Session
from tests.solver.programs import INF, counted_out, goal, points, program, tiny, town


def small() -> pyo.ConcreteModel:
    """Two applications of up to 30 and 50 beds, one covered pattern; two rules; two goals."""
    m = pyo.ConcreteModel()
    m.admit = pyo.Var(["A1", "A2"], domain=pyo.Binary)
    m.beds = pyo.Var(["A1", "A2"], domain=pyo.NonNegativeIntegers, bounds=lambda _, a: (0, {"A1": 30, "A2": 50}[a]))
    m.covered = pyo.Var(bounds=(0, 1))
    m.grant = pyo.Constraint(["A1", "A2"], rule=lambda m, a: m.beds[a] <= m.beds[a].ub * m.admit[a])
    m.rules = pyo.Block(["bed-total", "swap", "silent"])
    total = m.rules["bed-total"]
    total.gap = pyo.Var(["city"], domain=pyo.NonNegativeIntegers, bounds=(0, 9))
    total.density = pyo.Constraint(["city"], rule=lambda _, s: m.beds["A1"] + m.beds["A2"] + 7 - total.gap[s] <= 60)
    swap = m.rules["swap"]
    swap.band = pyo.Constraint(expr=(1, m.beds["A2"] - 2 * m.admit["A1"], 20))
    swap.one = pyo.Constraint(expr=m.covered + 3 == m.admit["A1"] + 3)
    swap.inner = pyo.Block()
    swap.inner.least = pyo.Constraint(expr=m.admit["A1"] + m.admit["A2"] >= 1)
    swap.off = pyo.Constraint(expr=m.beds["A1"] <= 0)
    swap.off.deactivate()
    m.goals = pyo.Block(["need", "few"])
    m.goals["need"].goal = pyo.Objective(expr=4 * m.beds["A1"] + m.beds["A2"] - 3, sense=pyo.maximize)
    m.goals["few"].goal = pyo.Objective(expr=m.admit["A1"] + m.admit["A2"] + total.gap["city"], sense=pyo.minimize)
    return m


ROWS = """\
grant[A1]: -30 admit[A1] +1 beds[A1] <= 0
grant[A2]: -50 admit[A2] +1 beds[A2] <= 0
rules[bed-total].density[city]: +1 beds[A1] +1 beds[A2] -1 rules[bed-total].gap[city] <= 53
rules[swap].band: 1 <= -2 admit[A1] +1 beds[A2] <= 20
rules[swap].one: -1 admit[A1] +1 covered = 0
rules[swap].inner.least: +1 admit[A1] +1 admit[A2] >= 1
"""


def test_every_row_stands_once_with_its_constant_on_the_right():
    assert text(compile_model(small())) == ROWS


def test_a_rule_owns_the_rows_of_its_block_however_deep():
    m = compile_model(small())
    assert m.owner == ("", "", "bed-total", "swap", "swap", "swap")
    assert text(m, only="swap").splitlines() == ROWS.splitlines()[3:]
    assert m.rows_of("bed-total").tolist() == [2]
    assert m.rows_of("silent").size == 0


def test_columns_keep_their_bounds_and_say_which_are_decisions():
    m = compile_model(small())
    assert m.columns == ("admit[A1]", "admit[A2]", "beds[A1]", "beds[A2]", "covered", "rules[bed-total].gap[city]")
    assert list(zip(m.col_lower, m.col_upper, strict=True)) == [(0, 1), (0, 1), (0, 30), (0, 50), (0, 1), (0, 9)]
    assert m.integer.tolist() == [True, True, True, True, False, True]
    assert [m.column["beds[A2]"], m.row["rules[swap].one"]] == [3, 4]


def test_names_are_the_indices_as_they_are_without_quotes():
    model = pyo.ConcreteModel()
    model.x = pyo.Var([("A", 1), ("区,县", "a b"), ("it's", "[x]"), ("0012", "1.5")], domain=pyo.Binary)
    model.rules = pyo.Block(["r 1", "r[2]"])
    for b in model.rules.values():
        b.row = pyo.Constraint(model.x.index_set(), rule=lambda _, *s: model.x[s] <= 1)
    m = compile_model(model)
    assert m.columns == ("x[A,1]", "x[区,县,a b]", "x[it's,[x]]", "x[0012,1.5]")
    assert m.rows[:4] == tuple(f"rules[r 1].row{c[1:]}" for c in m.columns)
    assert m.rows[-1] == "rules[r[2]].row[0012,1.5]"
    assert set(m.owner) == {"r 1", "r[2]"}


def test_goals_keep_order_sense_constant_and_scale():
    m = compile_model(small(), scales={"need": 8})
    assert [(g.name, g.maximise, g.offset, g.scale) for g in m.goals] == [("need", True, -3, 8), ("few", False, 0, 1)]
    assert goal_text(m, m.goals[0]) == "need: max +4 beds[A1] +1 beds[A2] -3\n"
    assert goal_text(m, m.goals[1]) == "few: min +1 admit[A1] +1 admit[A2] +1 rules[bed-total].gap[city]\n"


def test_a_fixed_variable_is_a_constant_in_rows_and_fixed_as_a_column():
    model = small()
    model.beds["A1"].fix(12)
    m = compile_model(model)
    assert text(m, only="bed-total") == "rules[bed-total].density[city]: +1 beds[A2] -1 rules[bed-total].gap[city] <= 41\n"
    assert (m.col_lower[2], m.col_upper[2]) == (12, 12)


@pytest.mark.parametrize(("row", "match"), [
    pytest.param(lambda m: m.beds["A1"] <= 4.5, r"fault: 4\.5 is not a whole number", id="an end that is not whole"),
    pytest.param(lambda m: 0.1 * m.beds["A1"] <= 4, r"fault: 0\.1 is not a whole number", id="a coefficient that is not whole"),
    pytest.param(lambda m: m.beds["A1"] <= 2**60, "fault: .* is not a whole number", id="an end beyond what floats hold exactly"),
    pytest.param(lambda m: m.beds["A1"] * m.admit["A2"] <= 4, "fault: not linear", id="a product of variables"),
])
def test_what_cannot_be_exact_is_refused_with_the_rows_name(row, match):
    model = small()
    model.fault = pyo.Constraint(expr=row(model))
    with pytest.raises(ValueError, match=match):
        compile_model(model)


def test_a_goal_that_is_not_whole_is_refused_with_its_name():
    model = small()
    model.goals["few"].goal.set_value(0.5 * model.beds["A1"])
    with pytest.raises(ValueError, match=r"goal few: 0\.5 is not a whole number"):
        compile_model(model)


def test_a_model_without_rows_goals_or_columns_compiles():
    model = pyo.ConcreteModel()
    m = compile_model(model)
    assert (m.width, m.height, m.goals, text(m)) == (0, 0, (), "")
    model.x = pyo.Var(domain=pyo.Binary)
    model.best = pyo.Objective(expr=3 * model.x)
    m = compile_model(model)
    assert (m.width, [(g.name, g.sense) for g in m.goals]) == (1, [("best", "min")])
    assert Session(m).solve().stages[0].value == 0


def test_a_sum_that_cancels_out_leaves_an_empty_row():
    model = small()
    model.nothing = pyo.Constraint(expr=(0, model.beds["A1"] - model.beds["A1"], 4))
    assert text(compile_model(model)).splitlines()[2] == "nothing: 0 <= 0 <= 4"


# -- exact integers

def test_rows_and_goals_are_counted_in_exact_integers():
    m = compile_model(small())
    # admit both, 30 and 23 beds, covered, no gap: density 30 + 23 = 53 of 53, band 23 - 2 = 21 over 20
    x = np.array([1, 1, 30, 23, 1, 0])
    assert activity(m, x).tolist() == [0, -27, 53, 21, 0, 2]
    assert violated(m, x) == [3]
    assert not holds(m, x)
    assert holds(m, x - [0, 0, 0, 1, 0, 0])
    assert [goal_value(g, x) for g in m.goals] == [4 * 30 + 23 - 3, 2]


def test_large_figures_lose_nothing():
    # 3,000,000,019 * 3,000,000 = 9.00e15 is near what a float holds; one more is still seen
    m = program([3_000_000, 1], [({0: 3_000_000_019, 1: 1}, -INF, 2**53)], [])
    assert activity(m, np.array([3_000_000, 1])).tolist() == [3_000_000_019 * 3_000_000 + 1]


def test_a_point_outside_its_columns_does_not_hold():
    m = program([2], [], [])
    assert [holds(m, np.array([v])) for v in (-1, 0, 2, 3)] == [False, True, True, False]


def test_what_the_columns_allow_bounds_every_goal_and_every_row():
    for seed in range(60):
        m = tiny(seed)
        least, most = reach(m)
        for x in points(m):
            assert ((least <= activity(m, x)) & (activity(m, x) <= most)).all()
            for g in m.goals:
                bound, value = best_possible(m, g), goal_value(g, x)
                assert value <= bound if g.maximise else value >= bound
    assert best_possible(program([INF], [], []), goal("g", True, {0: 1})) is None
    assert best_possible(program([INF], [], []), goal("g", False, {0: 1})) == 0


# -- other questions

def test_changes_leave_the_program_and_its_structure_as_they_were():
    m = town(0)
    before = (m.col_upper.copy(), m.row_upper.copy())
    other = Changes(columns={"x1": (1, 1)}, rows={"r0": (-INF, 5)}, goals=("g2",)).on(m)
    assert other.value is m.value
    assert (other.col_lower[1], other.col_upper[1], other.row_upper[0], [g.name for g in other.goals]) == (1, 1, 5, ["g2"])
    assert [(m.col_upper == before[0]).all(), (m.row_upper == before[1]).all(), len(m.goals)] == [True, True, 5]


def test_a_freed_rule_stays_freed_whatever_else_changes():
    m = tiny(0)
    other = Changes(rows={"r0": (0, 0), "r1": (0, 0)}, without=("a",)).on(m)
    assert [(other.row_lower[i], other.row_upper[i]) for i in range(3)] == [(-INF, INF), (0, 0), (-INF, INF)]


def test_a_locked_goal_is_a_row_that_no_later_plan_passes():
    for seed in range(40):
        m = tiny(seed)
        best = counted_out(m)
        if best is None:
            continue
        rest = Changes(goals=("g1", "g2")).on(locked(m, m.goals[0], best[0]))
        assert counted_out(rest) == best[1:]
        worse = best[0] + (1 if m.goals[0].maximise else -1)
        assert counted_out(Changes(goals=("g1",)).on(locked(m, m.goals[0], worse))) is None


def test_rows_give_way_by_the_least_amount_in_their_own_unit():
    # x0 + x1 >= 9 with at most 3 and 4; x0 - x1 = 1 is left alone, so 3 and 2: short by 4
    rows = [({0: 1, 1: 1}, 9, INF), ({0: 1, 1: -1}, 1, 1)]
    m = program([3, 4], rows, [(True, {0: 1}, 0)], owners=["least", "level"])
    alone = elastic(m, ["least"])
    assert alone.columns[2:] == ("give_way[r0,lower]",)
    assert Session(alone).solve().stages[0].value == 4
    both = Session(elastic(m, ["least", "level"])).solve()
    assert both.stages[0].value == 4          # 3 and 4: short by 2, level off by 1 - (3 - 4) = 2; no point does better
    assert elastic(m, ["level"]).columns[2:] == ("give_way[r1,lower]", "give_way[r1,upper]")
    assert Session(elastic(m, ["level"])).solve().status == "infeasible"


def test_giving_way_finds_what_counting_out_finds():
    tried = 0
    for seed in range(80):
        m = tiny(seed)
        if counted_out(m) is not None:
            continue
        freed = Changes(without=("a",)).on(m)
        amounts = [int(np.maximum(0, np.maximum(v - m.row_upper, m.row_lower - v)).sum()) for x in points(freed) for v in [activity(m, x)]]
        outcome = Session(elastic(m, ["a"])).solve()
        assert (outcome.stages[0].value if outcome.has_plan else None) == min(amounts, default=None), seed
        tried += bool(amounts)
    assert tried > 10


# -- MPS

@pytest.mark.parametrize("seed", range(12))
def test_an_mps_says_the_same_program(seed, tmp_path):
    m = tiny(seed)
    write_mps(m, tmp_path / "program.mps")
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    assert h.readModel(str(tmp_path / "program.mps")) == highspy.HighsStatus.kOk
    h.setOptionValue("presolve", "off")
    h.run()
    best = counted_out(m)
    assert (h.getModelStatus() == highspy.HighsModelStatus.kInfeasible) == (best is None)
    assert best is None or round(h.getInfo().objective_function_value) == best[0]


def test_an_mps_keeps_ranges_open_bounds_and_says_the_names(tmp_path):
    m = program([INF, 3, 1], [({0: 1, 1: 2}, 1, 5), ({0: 1}, -INF, INF), ({1: 1, 2: 1}, 2, 2), ({0: 1}, 0, INF)], [(True, {0: 1}, 7)],
                continuous=[2])
    write_mps(m, tmp_path / "program.mps")
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.readModel(str(tmp_path / "program.mps"))
    lp = h.getLp()
    kept = [(lp.row_lower_[i], lp.row_upper_[i]) for i in range(lp.num_row_)]
    assert kept == [(1, 5), (2, 2), (0, INF)]          # a free row says nothing
    assert list(zip(lp.col_lower_, lp.col_upper_, strict=True)) == [(0, INF), (0, 3), (0, 1)]
    assert [k == highspy.HighsVarType.kInteger for k in lp.integrality_] == [True, True, False]
    assert lp.offset_ == 7
    assert "* c1 x0\n" in (tmp_path / "program.mps").read_text("utf-8")
