"""Columns that a rule of the model reads."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from allocator.reading.instance import read_instance
from tests.reading.conftest import errors_of

Change = Callable[[str, str, str], Path]
DATES = "licensed_before: 2026-07-01, applied_by: 2026-06-30"
RULES = {
    "grandfather": f"  - {{id: transition, kind: grandfather, clause: {{document: plan}}, {DATES}}}\n",
    "min_distance": "  - {id: apart, kind: min_distance, clause: {document: plan}, where: {category: pharmacy}, reach: {metres: 200}}\n",
    "gap_bonus": "  - {id: one-more, kind: gap_bonus, clause: {document: plan}, where: {category: pharmacy}, lifts: [swap]}\n",
}


def with_rule(change: Change, kind: str) -> Path:
    """The town with one more rule in its model."""
    return change("town-model.yaml", "objectives:", f"{RULES[kind]}objectives:")


@pytest.mark.parametrize("column", ["licensed_on", "applied_on"])
def test_a_column_is_required_only_where_a_rule_reads_it(column: str, change: Change) -> None:
    town = change("town/applications.csv", column, f"{column}_")
    read_instance(town / "town.yaml")
    with_rule(change, "grandfather")
    found = errors_of(lambda: read_instance(town / "town.yaml"))
    assert [p.place.rpartition("/")[2] for p in found] == ["applications.csv 第1行"]
    assert f"缺少列 {column}" in found[0].message
    assert "transition" in found[0].message


def test_an_empty_day_says_something_even_where_a_rule_reads_it(change: Change) -> None:
    assert read_instance(with_rule(change, "grandfather") / "town.yaml").city.by_application["A002"].licensed_on is None


def test_a_point_is_missing_only_for_the_category_that_the_rule_speaks_of(change: Change) -> None:
    town = with_rule(change, "min_distance")
    change("town/institutions.csv", ",118.37,31.33,400", ",,,400")                    # a hospital
    assert read_instance(town / "town.yaml").city.by_institution["H001"].lon is None
    change("town/institutions.csv", ",118.372,31.330,", ",,,")                         # the pharmacy
    found = errors_of(lambda: read_instance(town / "town.yaml"))
    assert [p.place.rpartition("/")[2] for p in found] == ["institutions.csv 第6行 lon", "institutions.csv 第6行 lat"]
    assert all("apart" in p.message or "pharmacy-circle" in p.message for p in found)      # the first rule that reads it is named


def test_a_table_is_required_where_a_rule_reads_it(change: Change, town: Path) -> None:
    change("town.yaml", "  townships: town/townships.csv\n", "")
    read_instance(town / "town.yaml")
    with_rule(change, "gap_bonus")
    assert any("townships" in p.message and "one-more" in p.message for p in errors_of(lambda: read_instance(town / "town.yaml")))
