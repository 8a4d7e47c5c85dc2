"""No plan possible: which clauses cannot hold together, with this year's figures, and the least that each may give way."""
from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from allocator import words
from allocator.domain.case import Case
from allocator.questions.conflict import as_json, clash
from allocator.solver import Settings, Solver
from tests.faults.running import here
from tests.questions.solving import solved
from tests.report import small
from tests.towns import applies, made, rule, three

# 280 beds for 40,000 people are 7 a thousand; whoever applies would bring up to 60 more
WISH = (applies("A1", "East", 20), applies("A2", "Mid", 40))


def town(cap: int, least: int, *, relaxable: tuple[str, ...] = ("cap", "least"), more: tuple[Any, ...] = ()) -> Case:
    """At most so many beds and at least so many, in the whole city; nobody gives any up."""
    ends = (("cap", cap, "<="), ("least", least, ">="))
    bounds = (rule("density_limit", name, resource="insured_beds", value=Fraction(n, 40), scope="city", sense=sense,
                   relaxable=name in relaxable) for name, n, sense in ends)
    still = rule("adjustment_limits", target_use="0.85", share_per_institution="0", share_per_district="0", min_block=1, min_remaining=0)
    return made(three(*WISH), rule("eligibility"), *bounds, still, *more)


def told(case: Case, solver: Solver) -> dict[str, Any]:
    done = solved(case, solver)
    assert done.outcome.status == "infeasible"
    assert done.outcome.confirmed_by == ("highs", "highs without presolve")
    return as_json(clash(done.matrix, case, solver, Settings()), small.instance(), case)


def test_the_two_clauses_are_named_and_no_third(solver: Solver) -> None:
    # no plan has fewer beds than 280, none more than 340: at most 300 and at least 310 exclude each other
    made_ = told(town(300, 310, more=(rule("class_control", "idle", where={"specialty": "oncology"}, cap_new=0),)), solver)
    assert made_["irreducible"]
    assert [r["rule"] for r in made_["rules"]] == ["cap", "least"]


@pytest.mark.parametrize(("cap", "least", "gives"), [(300, 310, {"cap": 20, "least": 10}), (299, 340, {"cap": 41, "least": 60})])
def test_the_least_relaxation_of_each_is_alone_and_in_its_own_unit(cap: int, least: int, gives: dict[str, int], solver: Solver) -> None:
    # plans of 280, 300, 320 and 340 beds. 300 to 310: 320 beds overrun the cap by 20, 300 fall short by 10.
    # 299 to 340: only 340 reach it, 41 too many; within 299 there are 280, 60 too few
    made_ = told(town(cap, least), solver)
    assert {r["rule"]: (r["amount"], r["unit"]) for r in made_["relaxations"]} == {n: (k, "beds") for n, k in gives.items()}
    for name, amount in gives.items():
        for given, status in ((amount, "optimal"), (amount - 1, "infeasible")):
            other = town(cap + given, least) if name == "cap" else town(cap, least - given)
            assert solved(other, solver).outcome.status == status, (name, given)


def test_only_rules_that_may_give_way_are_relaxed(solver: Solver) -> None:
    assert [r["rule"] for r in told(town(300, 310, relaxable=("least",)), solver)["relaxations"]] == ["least"]
    assert told(town(300, 310, relaxable=()), solver)["relaxations"] == []


def test_a_rule_that_alone_does_not_do_says_so(solver: Solver) -> None:
    # two conflicts at once: the beds, and a minimum of 3 oncology hospitals that nobody applies for
    case = town(300, 310, more=(rule("minimum", "onco", where={"specialty": "oncology"}, scope="city", n=3, relaxable=True),))
    made_ = told(case, solver)
    assert made_["irreducible"]
    assert all(r["amount"] is None for r in made_["relaxations"])
    assert made_["relaxations"]
    assert all("不足以" in r["text"] for r in made_["relaxations"])


def test_the_rules_that_may_give_way_stay_in_the_conflict_when_another_could(solver: Solver) -> None:
    # rules are dropped from the last to the first: of two that say the same the earlier one is cited
    again = rule("density_limit", "again", resource="insured_beds", value=Fraction(310, 40), scope="city", sense=">=")
    case = town(300, 310, more=(again,))
    assert [r["rule"] for r in told(case, solver)["rules"]] == ["cap", "least"]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_clause_has_its_words_and_figures(language: str, solver: Solver) -> None:
    words.use(language)
    made_ = told(town(300, 310), solver)
    assert [("300" in r["text"] or "310" in r["text"]) and "280" in r["text"] for r in made_["rules"]] == [True, True]
    assert ["20" in made_["relaxations"][0]["text"], "10" in made_["relaxations"][1]["text"]] == [True, True]


def test_out_of_time_the_set_is_not_called_irreducible(solver: Solver) -> None:
    case = town(300, 310)
    done = solved(case, solver)
    found = clash(done.matrix, case, solver, Settings(time_limit=0.0))
    assert not found.irreducible
    assert {"cap", "least"} <= set(found.rules)


# -- the front door: a mandatory minimum above a cap

RULES = """\
  - {id: some-pharmacy, kind: minimum, clause: {document: plan, article: 五（一）, says: 每个区县至少有一家定点药店},
     where: {category: pharmacy}, scope: district, n: 1, relaxable: yes}
  - {id: no-pharmacy, kind: plan_total, clause: {document: plan, article: 五（二）, says: 西区定点药店总数},
     where: {category: pharmacy}, scope: district, totals: {东区: 3, 西区: CAP}, relaxable: yes}
"""


def front_door(at: Path, root: Path, cap: int, least: int = 1) -> Path:
    """The small town, whose east has a suspended pharmacy only: there one may enter, in the west as many as the cap says."""
    shutil.copytree(root / "tests/data/reading", at)
    shop = "S009,site,东街布点,pharmacy,,pharmacy,single,,,,,东区,东街道,,118.370,31.331,,,0,,,,,,,,,,,,,,,\n"
    applications = at / "town/applications.csv"
    applications.write_text(applications.read_text("utf-8").rstrip("\n") + "\n" + shop, "utf-8")
    model = at / "town-model.yaml"
    text = model.read_text("utf-8").replace("objectives:", RULES.replace("CAP", str(cap)).replace("n: 1", f"n: {least}") + "objectives:")
    model.write_text(text, "utf-8")
    return at / "town.yaml"


def test_a_minimum_above_a_cap_is_exit_3_with_both_clauses_and_no_workbook_of_a_plan(tmp_path: Path, root: Path) -> None:
    instance, out = front_door(tmp_path / "in", root, 0), tmp_path / "out"
    done = here("solve", instance, "--out", out, cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert sorted(p.name for p in out.iterdir()) == ["conflict.json", "conflict.xlsx", "plan.json", "run.json"]
    made_ = json.loads((out / "conflict.json").read_text("utf-8"))
    assert [r["rule"] for r in made_["rules"]] == ["some-pharmacy", "no-pharmacy"]
    assert {r["rule"]: (r["amount"], r["unit"]) for r in made_["relaxations"]} == {
        "some-pharmacy": (1, "institutions"), "no-pharmacy": (1, "institutions")}
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    assert (plan["status"], plan["admissions"], plan["transfers"]) == ("infeasible", [], [])
    said = json.loads((out / "run.json").read_text("utf-8"))
    assert said["status"] == "infeasible"
    assert set(said["outputs"]) == {"conflict.json", "conflict.xlsx", "plan.json"}
    assert said["confirmed_by"][:2] == ["highs", "highs without presolve"]
    for clause in ("五（一）", "五（二）"):
        assert clause in sheet_text(out / "conflict.xlsx")
    assert "至少有一家定点药店" in done.stderr or "西区" in done.stderr


@pytest.mark.parametrize(("cap", "least", "code"), [(1, 1, 0), (0, 0, 0), (1, 2, 3)])
def test_the_relaxation_applied_gives_a_plan(cap: int, least: int, code: int, tmp_path: Path, root: Path) -> None:
    done = here("solve", front_door(tmp_path / "in", root, cap, least), "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == code, done.stderr


def test_after_a_plan_a_conflict_leaves_no_workbook_of_the_plan_beside_it(tmp_path: Path, root: Path) -> None:
    out = tmp_path / "out"
    assert here("solve", front_door(tmp_path / "good", root, 1), "--out", out, cwd=tmp_path).returncode == 0
    assert here("solve", front_door(tmp_path / "bad", root, 0), "--out", out, cwd=tmp_path).returncode == 3
    assert not (out / "plan.xlsx").exists()
    assert (out / "previous" / "plan.xlsx").is_file()


def sheet_text(path: Path) -> str:
    book = load_workbook(path)
    return "\n".join(str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None)
