"""Why, and why not: reasons, rank and worth of the admitted; conflicts, losses and the displaced of the refused; districts."""
from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner, Result

from allocator import words
from allocator.audit import audit, broken
from allocator.cli import main
from allocator.domain.case import Case
from allocator.domain.plan import Plan
from allocator.questions.reasons import WhyNot
from allocator.questions.solved import Solved
from allocator.questions.waitlist import waitlist
from allocator.questions.why_not import Answer, answer, as_json, district_json, district_lines, force, lines
from allocator.solver import Settings, Solver
from tests.questions.solving import solved
from tests.towns import AS_OF, applies, hospital, made, requirement, rule, three

# East 40, Mid 60, West 180 beds: 280 for 40,000 people are 7 a thousand; at 7.25 there may be 290
BEDS = 290


def town(beds: int = BEDS, **tables: Any) -> Case:
    """Two applications of 10 beds, one of 20, for the 10 beds left; one key project, one barred, a pharmacy that nothing holds back."""
    wish = (applies("A1", "East", 10, score=Fraction(90)), applies("A2", "East", 10, score=Fraction(80)),
            applies("A3", "Mid", 20, score=Fraction(99)), applies("A4", "East", 30, tags=("key_project",), score=Fraction(10)),
            applies("A5", "East", 5, barred_until=AS_OF.replace(year=2030)))
    rules = (rule("eligibility"), rule("ban"), rule("exempt", "key", where={"tags": "key_project"}, counted=False), requirement(),
             rule("density_limit", "total", resource="insured_beds", value=Fraction(beds, 40), scope="city", relaxable=True),
             rule("adjustment_limits", target_use="0.85", share_per_institution="0", share_per_district="0", min_block=1, min_remaining=0),
             rule("priority", points=0, per_score=1))
    return made(three(*wish, **tables), *rules, objectives=("priority",))


def asked(code: str, case: Case, solver: Solver) -> tuple[Answer, Solved]:
    done = solved(case, solver)
    ranks = waitlist(done.chosen, case, done.stages, WhyNot(done).waits)
    return answer(case.city.by_application[code], done, ranks, solver, Settings()), done


@pytest.fixture(scope="module")
def answers(solver: Solver) -> dict[str, Answer]:
    return {code: asked(code, town(), solver)[0] for code in ("A1", "A2", "A3", "A4", "A5")}


# -- admitted

def test_an_admitted_application_has_its_rank_and_what_it_adds(answers: dict[str, Answer]) -> None:
    found = answers["A1"]
    assert (found.admitted, found.rank, found.waitlist) == (True, 1, None)          # 90 points, before the key project's 10
    assert dict((goal, worth) for goal, worth, _ in found.adds)["priority"] == 900               # 90 points a bed
    assert answers["A4"].rank == 2


def test_forcing_an_admitted_one_out_tells_the_loss_and_who_comes_instead(answers: dict[str, Answer]) -> None:
    found = answers["A1"].forced
    loss = next(x for x in found.losses if x.goal == "priority")
    assert (found.possible, loss.worse) == (True, 100)          # A2 with 80 points in place of A1 with 90, ten beds each
    assert (loss.was - loss.would_be, found.brought, found.displaced) == (100, ("A2",), ())


def test_an_exempt_one_names_its_exemption(answers: dict[str, Answer]) -> None:
    found = answers["A4"]
    assert found.admitted
    assert found.reasons[0].rule == "key"


# -- refused

def test_a_refused_one_that_could_be_admitted_displaces_and_costs(answers: dict[str, Answer]) -> None:
    found = answers["A2"]
    assert (found.admitted, found.rank, found.waitlist) == (False, None, 1)
    assert found.reasons[0].rule == "total"
    assert (found.forced.possible, found.forced.displaced) == (True, ("A1",))
    assert next((x.goal, x.worse) for x in found.forced.losses) == ("priority", 100)


def test_a_refused_one_that_no_plan_admits_names_an_irreducible_set(answers: dict[str, Answer]) -> None:
    found = answers["A3"].forced
    # it would fit if West gave up beds
    assert (found.possible, found.conflict, found.irreducible) == (False, ("total", "adjustment-limits"), True)


def test_the_least_relaxation_does_and_one_bed_less_does_not(answers: dict[str, Answer], solver: Solver) -> None:
    (rule_, amount, unit), (other, cut, its) = answers["A3"].forced.relaxations
    assert (rule_, amount, unit) == ("total", 10, "beds")                           # 280 + 20 - 290
    assert (other, its) == ("adjustment-limits", "beds")
    assert cut >= 10                                                                # an institution's limit, and its district's too
    for more, possible in ((amount, True), (amount - 1, False)):
        done = solved(town(BEDS + more), solver)
        assert force("A3", 1, done, solver, Settings()).possible is possible


def test_raising_the_named_figure_admits_it(solver: Solver) -> None:
    found, _ = asked("A3", town(BEDS + 10 + 20), solver)                            # room for A1, A2 or A3: 30 beds
    assert found.admitted


def test_a_barred_one_conflicts_with_the_ban_and_nothing_else(answers: dict[str, Answer]) -> None:
    found = answers["A5"]
    assert found.reasons[0].rule == "ban"
    assert (found.forced.possible, found.forced.conflict) == (False, ("ban",))
    assert found.waitlist is None


def test_forced_plans_are_lawful_and_worth_what_is_said(solver: Solver) -> None:
    case = town()
    done = solved(case, solver)
    for code in ("A1", "A2"):
        found = force(code, 1 - int(done.chosen.admits(code)), done, solver, Settings())
        changed = ({*done.chosen.admitted} - {*found.displaced, code}) | {*found.brought} | ({code} - {*done.chosen.admitted})
        other = Plan({c: case.city.applied_beds(case.city.by_application[c]) for c in changed})
        assert not broken(audit(other, case))
        for loss in found.losses:
            goal = next(g for g in done.stages if g.name == loss.goal)
            assert Fraction(goal.value(other, case), goal.scale) == loss.would_be


def test_where_two_clauses_each_refuse_alone_relaxing_one_alone_does_not_do(solver: Solver) -> None:
    case = town()
    case = made(case.city, *case.policy.rules, rule("class_control", "none", where={"specialty": "general"}, cap_new=0),
                objectives=("priority",))
    found = force("A3", 1, solved(case, solver), solver, Settings())
    assert found.possible is False
    assert found.irreducible
    assert {amount for _, amount, _ in found.relaxations} == {-1}


# -- words

@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_answer_is_said_in_sentences_and_in_json(answers: dict[str, Answer], language: str) -> None:
    words.use(language)
    case = town()
    for code, found in answers.items():
        said = lines(found, case)
        assert code in said[0]
        assert not any("{" in s or "None" in s for s in said), said
        told = json.loads(json.dumps(as_json(found, case)))
        assert (told["application"], told["admitted"]) == (code, found.admitted)
        assert [r["rule"] for r in told["reasons"]] == [r.rule for r in found.reasons]


def test_a_search_without_time_says_that_it_is_not_settled(solver: Solver) -> None:
    case = town()
    done = solved(case, solver)
    found = force("A3", 1, done, solver, Settings(time_limit=0.0))
    assert found.possible is None
    said = lines(replace(answer(case.city.by_application["A3"], done, {}, solver, Settings()), forced=found), case)
    assert any("时限" in s for s in said)


# -- districts

def test_a_district_tells_its_terms_and_they_sum(solver: Solver) -> None:
    gone = hospital("W8", "West", 20, exited_on=AS_OF.replace(year=2026, month=3))
    done = solved(town(more=(gone,)), solver)
    for name in ("East", "Mid", "West"):
        told = district_json(name, done.chosen, done.case)
        b = told["beds"]
        assert told["planned"] == (b["current"] - b["exited"] - b["reduced"] - b["converted"] - b["moved_out"] + b["moved_in"]
                                   + b["expanded"] + b["admitted"])
        assert f"{told['planned'] - b['current']:+,}" in district_lines(told)[0]
    west = district_json("West", done.chosen, done.case)
    assert (west["beds"]["exited"], west["required"], west["state"]) == (20, 120, "stock")
    assert district_json("East", done.chosen, done.case)["state"] in ("increment", "short_underused")


# -- the front door

def explain(root: Any, tmp_path: Any, *more: str) -> Result:
    return CliRunner().invoke(main, ["explain", str(root / "tests/data/reading/town.yaml"), "--quiet", *more])


@pytest.mark.parametrize(("code", "rule_"), [("A001", "exempt-key-project"), ("A002", "decisions"), ("A003", "freeze-occupancy")])
def test_the_command_answers_for_each(root: Any, tmp_path: Any, code: str, rule_: str) -> None:
    done = explain(root, tmp_path, code, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["reasons"][0]["rule"] == rule_
    assert told["admitted"] == (code == "A001")


def test_the_command_tells_of_a_district_and_an_application_together(root: Any, tmp_path: Any) -> None:
    done = explain(root, tmp_path, "A003", "--district", "西区", "--lang", "en")
    assert done.exit_code == 0
    assert "A003" in done.stdout
    assert "140 → 120 (-20)" in done.stdout         # 80 leave by the middle of the year, the key project brings 60


@pytest.mark.parametrize(("given", "says"), [(("A01",), "A001"), (("--district", "西市"), "西区"), ((), "--district")])
def test_a_name_that_is_not_there_is_exit_2_with_the_nearest(root: Any, tmp_path: Any, given: tuple[str, ...], says: str) -> None:
    done = explain(root, tmp_path, *given)
    assert done.exit_code == 2
    assert says in done.output


@pytest.mark.parametrize("code", ["0012", "12", "A.1", "A,1", "A'1", 'A"1', "A[1]", "A 1", "A>1", "甲1"])
def test_whatever_a_code_looks_like_it_can_be_asked_for(code: str, solver: Solver) -> None:
    wish = (applies(code, "East", 10, score=Fraction(5)), applies("Z", "East", 10))
    case = made(three(*wish), *town().policy.rules, objectives=("priority",))
    found, done = asked(code, case, solver)
    assert found.admitted
    assert done.chosen.admitted[code] == 10
