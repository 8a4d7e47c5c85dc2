"""The contract of every kind: what its rows say of a plan and what its check finds are the same."""
from __future__ import annotations

from itertools import islice

import pytest

from allocator import words
from allocator.audit import sentence
from allocator.domain.finding import Finding, Verdict
from allocator.domain.plan import Plan
from allocator.matrix import Changes
from allocator.rules import KINDS
from allocator.rules.base import Rule
from allocator.solver.session import Session
from tests.rules.compiled import Compiled, plans
from tests.rules.examples import EXAMPLES, Example, every, example
from tests.rules.golden import EXPECTED
from tests.towns import rule

EACH = pytest.mark.parametrize(("kind", "name"), list(every()))
ALGEBRA = pytest.mark.parametrize(("kind", "name"), [(k, n) for k, n in every() if KINDS[k].family in ("bound", "standing")])
IN_GROUPS = ("min_distance",)                  # one row says of a whole group what findings say of each of its members
BY_BOUNDS = ("exempt", "grandfather", "mandatory")          # they say no row: whom they exempt is a constant, by the bounds of its column


def tried(e: Example) -> list[tuple[Plan, list[Finding]]]:
    looked_at = e.case.policy.rule(e.rule)
    return [(p, list(looked_at.check(p, e.case))) for p in plans(e.case, 1, e.plans, e.most)]


def subject_rule(kind: str, name: str) -> tuple[Example, Rule, Compiled]:
    e = example(kind, name)
    return e, e.case.policy.rule(e.rule), Compiled.of(e.case)


def violated(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.verdict is Verdict.VIOLATED]


# -- every kind has all its parts

@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_an_example_a_golden_file_and_a_case(kind: str) -> None:
    assert rule(kind, **KINDS[kind].EXAMPLE).kind == kind
    assert (EXPECTED / f"{kind}.rows").is_file()
    assert EXAMPLES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_describes_itself_in_both_languages(kind: str) -> None:
    looked_at, said = rule(kind, **KINDS[kind].EXAMPLE), []
    for language in words.LANGUAGES:
        words.use(language)
        said.append(looked_at.describe())
    assert any("一" <= c <= "鿿" for c in said[0])
    assert said[1].isascii()
    assert not {"None", "True", "False"} & set("".join(c if c.isalnum() else " " for c in "".join(said)).split())


def test_there_is_no_case_of_a_kind_that_is_not() -> None:
    assert set(EXAMPLES) == set(KINDS)


# -- rows and check

@ALGEBRA
def test_rows_hold_where_findings_are_met(kind: str, name: str) -> None:
    e, looked_at, compiled = subject_rule(kind, name)
    verdicts = set()
    for plan, findings in tried(e):
        if looked_at.strictness == "should":
            gap = compiled.missed(e.rule, compiled.whole(plan))
            assert gap == sum(f.gap for f in findings), plan
            verdicts.add(gap)
        elif kind in BY_BOUNDS:
            verdicts.add(compiled.allows(plan))
        else:
            broken = compiled.broken(e.rule, compiled.settled(e.rule, compiled.whole(plan)))
            wrong = violated(findings)
            assert bool(broken) == bool(wrong), (plan, broken, wrong)
            if looked_at.family == "bound" and kind not in IN_GROUPS:
                assert len(broken) == len(wrong), (plan, broken, wrong)
            verdicts.add(not wrong)
    assert kind in BY_BOUNDS or len(verdicts) > 1


@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, n in every() if k in BY_BOUNDS])
def test_an_exempt_constant_is_admitted_by_its_bounds(kind: str, name: str) -> None:
    e, looked_at, compiled = subject_rule(kind, name)
    constant = {c: s.beds for c, s in e.case.standings.items() if s.fixed == "admitted"}
    verdicts = set()
    for left_out in (None, *constant):
        plan = Plan({c: n for c, n in constant.items() if c != left_out})
        met = not violated(list(looked_at.check(plan, e.case)))
        assert compiled.allows(plan) == met
        verdicts.add(met)
    assert verdicts == {True, False}


@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, n in every() if KINDS[k].family in ("bound", "standing")
                                            and k not in BY_BOUNDS and not n.startswith("should")])
def test_the_solver_takes_a_plan_where_findings_are_met(kind: str, name: str) -> None:
    e, looked_at, compiled = subject_rule(kind, name)
    assert looked_at.strictness == "must"
    session = Session(compiled.matrix)
    others = [r.id for r in e.case.policy if r.id != e.rule]
    found = tried(e)
    for met in (True, False):
        some = [(p, f) for p, f in found if bool(violated(f)) != met]
        for plan, findings in islice(some, 3):
            with session.changed(Changes(columns=compiled.fixed(plan))):
                assert session.feasible(others) == (not violated(findings)), plan


@EACH
def test_every_finding_is_a_sentence_in_both_languages(kind: str, name: str) -> None:
    e = example(kind, name)
    for _, findings in islice(tried(e), 40):
        assert findings or EXAMPLES[kind] is None
        for f in findings:
            said = set()
            for language in words.LANGUAGES:
                words.use(language)
                said.add(sentence(f))
            assert all(said)
            assert not any("{" in s or "None" in s for s in said)


# -- states and goals say no rows: their findings say why

@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, n in every() if KINDS[k].family in ("state", "goal")])
def test_a_state_or_goal_says_no_row_and_why_it_does_not_apply(kind: str, name: str) -> None:
    e, _, compiled = subject_rule(kind, name)
    assert not len(compiled.matrix.rows_of(e.rule))
    for _, findings in tried(e):
        assert findings
        assert all(f.verdict is Verdict.NOT_APPLICABLE and f.reason for f in findings)
