"""Other figures by bounds are the same program as other figures built anew; combinations; the command's files."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from allocator.cli import main
from allocator.domain.case import Case
from allocator.domain.policy import Policy
from allocator.errors import BadInput
from allocator.matrix import Matrix, changes_of, compile_model
from allocator.program import build, retold
from allocator.questions.whatif import Base, ask
from allocator.reading.variant import variants
from allocator.rules.goals import goals
from allocator.solver import Settings, Solver
from allocator.standing import stand
from tests.conftest import ROOT
from tests.questions.solving import solved
from tests.random_towns import town_of_beds, town_of_places

WUHU = ROOT / "instances/wuhu2026.yaml"
ARRAYS = ("col_lower", "col_upper", "row_lower", "row_upper", "start", "index", "value", "integer")


def other_figures(policy: Policy) -> Iterator[Policy]:
    """The policy with one figure of one rule half as large again, one after another."""
    for k, rule in enumerate(policy.rules):
        for name in type(rule).model_fields:
            value = getattr(rule, name)
            if isinstance(value, Fraction) or (type(value) is int and value > 0):
                more = value + 1 if type(value) is int else value * Fraction(3, 2)
                yield replace(policy, rules=(*policy.rules[:k], rule.model_copy(update={name: more}), *policy.rules[k + 1:]))


def same(one: Matrix, other: Matrix) -> bool:
    goals_alike = [(a.name, a.maximise, a.offset, a.index.tolist(), a.value.tolist()) for a in one.goals] == \
        [(b.name, b.maximise, b.offset, b.index.tolist(), b.value.tolist()) for b in other.goals]
    return one.rows == other.rows and one.columns == other.columns and goals_alike and \
        all(np.array_equal(getattr(one, a), getattr(other, a)) for a in ARRAYS)


def matrix_of(case: Case) -> Matrix:
    program = build(case, goals(case))
    return compile_model(program.model, program.scales)


@pytest.mark.parametrize("make", [town_of_beds, town_of_places])
def test_bounds_say_what_building_anew_says(make: Callable[[int], Case]) -> None:
    by_bounds = anew = 0
    for seed in range(24):
        base = make(seed)
        program = build(base, goals(base))
        matrix = compile_model(program.model, program.scales)
        for policy in other_figures(base.policy):
            case = stand(base.city, policy, base.decisions)
            told = retold(program, base, case, goals(case))
            changes = None if told is None else changes_of(matrix, program.model, told, program.scales)
            anew += changes is None
            if changes is not None:
                by_bounds += 1
                assert same(changes.on(matrix), matrix_of(case))
        assert same(matrix, compile_model(program.model, program.scales))          # asking leaves the first program as it was
    assert by_bounds > 60 and anew > 0


def test_answers_by_bounds_are_those_of_building_anew(solver: Solver) -> None:
    how: dict[str, int] = {}
    for town in (*map(town_of_places, range(8)), *map(town_of_beds, range(3))):
        base = Base.of(solved(town, solver))
        for policy in other_figures(base.solved.case.policy):
            one = ask(base, (), policy, solver, Settings())
            how[one.how] = how.get(one.how, 0) + 1
            fresh = solved(one.solved.case, solver)
            assert one.solved.outcome.status == fresh.outcome.status
            assert [(s.goal, s.value) for s in one.solved.outcome.stages] == [(s.goal, s.value) for s in fresh.outcome.stages]
    assert how["bounds"] > 5 and how["same"] > 5 and how["rebuilt"] > 5


@pytest.mark.parametrize(("written", "expected"), [
    (["a=1"], [{"a": "1"}]), (["a=1,2", "b=x"], [{"a": "1", "b": "x"}, {"a": "2", "b": "x"}]),
    (["a=1,2", "b=3,4"], [{"a": "1", "b": "3"}, {"a": "1", "b": "4"}, {"a": "2", "b": "3"}, {"a": "2", "b": "4"}]),
    (["s=[x, y],[z]"], [{"s": "[x, y]"}, {"s": "[z]"}]), (["s={a: 1, b: 2}"], [{"s": "{a: 1, b: 2}"}]),
    (["q='1,2',3"], [{"q": "'1,2'"}, {"q": "3"}]), (["r.x=6:3:1"], [{"r.x": "6:3:1"}]),
])
def test_values_are_combined_in_the_order_written(written: list[str], expected: list[dict[str, str]]) -> None:
    assert [dict(v) for v in variants(written)] == expected


@pytest.mark.parametrize("written", [["a"], ["=1"], ["a="], ["a=1,,2"], ["a=1", "a=2"], ["a=" + ",".join(map(str, range(300)))]])
def test_what_cannot_be_understood_is_refused(written: list[str]) -> None:
    with pytest.raises(BadInput):
        variants(written)


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, ["whatif", *map(str, arguments)])


def test_the_command_tells_what_changes(tmp_path: Path) -> None:
    import openpyxl

    result = run(WUHU, "--set", "rules.pharmacy-circle.share=0.95,0.97", "--set", "reuse=1,0.5", "--out", tmp_path, "--json")
    assert result.exit_code == 0, result.stderr
    made = json.loads(result.stdout)
    assert made == json.loads((tmp_path / "whatif.json").read_text("utf-8"))
    assert [tuple(v["set"].values()) for v in made["variants"]] == [("0.95", "1"), ("0.95", "0.5"), ("0.97", "1"), ("0.97", "0.5")]
    first, halved, higher, _ = made["variants"]
    assert (first["how"], halved["how"], higher["how"]) == ("same", "rebuilt", "bounds")
    assert first["objectives"] == made["base"]["objectives"] and first["decisions"] == []
    assert halved["figures"]["new_beds"] < made["base"]["figures"]["new_beds"] and halved["decisions"]
    book = openpyxl.load_workbook(tmp_path / "whatif.xlsx")
    assert book.sheetnames == ["情景比较", "各级目标", "决定变化"]
    changed = {d.get("application") or d.get("institution") for v in made["variants"] for d in v["decisions"]}
    assert {row[1] for row in book["决定变化"].iter_rows(values_only=True)} >= changed


@pytest.mark.parametrize(("arguments", "said"), [
    ("", "--set"), ("--set reusee=1", "reuse"), ("--set rules.bed-total.valeu=6,7,8", "value")])
def test_what_is_unknown_is_refused(arguments: str, said: str, tmp_path: Path) -> None:
    result = run(WUHU, *arguments.split(), "--out", tmp_path)
    assert result.exit_code == 2
    assert said in result.stderr and not (tmp_path / "whatif.json").exists()
    assert len(set(result.stderr.splitlines())) == len(result.stderr.splitlines())       # each fault once, however many values


def test_other_reaches_are_measured_anew(solver: Solver) -> None:
    case = next(c for c in map(town_of_places, range(50)) if c.policy.of_kind("coverage"))
    rule = case.policy.of_kind("coverage")[0]
    nearer = rule.model_copy(update={"reach": tuple((n, r.model_copy(update={"metres": Fraction(1)})) for n, r in rule.reach)})
    policy = replace(case.policy, rules=tuple(nearer if r.id == rule.id else r for r in case.policy))
    one = ask(Base.of(solved(case, solver)), (), policy, solver, Settings())
    assert one.how == "rebuilt"
    assert one.solved.case.access[rule.id].people(one.solved.case.access[rule.id].before) == 0
