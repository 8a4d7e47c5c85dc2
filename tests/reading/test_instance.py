"""An instance with everything that it names."""
from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from allocator.geography.coordinates import from_wgs84
from allocator.reading.instance import Reading, read_instance
from tests.reading.conftest import errors_of
from tests.reading.faults.base import GOOD
from tests.reading.faults.book import workbook

Change = Callable[[str, str, str], Path]


def test_the_good_town_reads_without_a_word(good: Reading) -> None:
    assert good.problems == ()
    assert (good.instance.name, good.instance.year, good.instance.data_as_of) == ("town2026", 2026, date(2025, 9, 30))
    assert good.instance.parameters == {"plan_made": True, "reuse": good.policy.values["reuse"]}
    assert [d.reduce or d.fix for d in good.instance.decisions] == ["refused", 5]
    assert good.city.insured == 100_000


def test_cells_become_exact_values_and_empty_ones_say_nothing(good: Reading) -> None:
    hospital = good.city.by_institution["H001"]
    assert (hospital.insured_beds, hospital.score, hospital.reimbursement_share) == (380, Fraction(177, 2), Fraction(18, 25))
    assert (hospital.tags, hospital.exited_on, hospital.admitted_on) == (("public_health",), None, date(2012, 5, 1))
    assert good.city.by_institution["D001"].doctors == 0
    assert good.city.by_district["东区"].area_km2 == Fraction(101, 2)
    assert good.city.funds[0].current_balance == Fraction(-2_400_001, 2)
    assert good.city.funds[0].district == ""                       # the city's pool


def test_a_row_counts_in_its_own_district_unless_it_says_otherwise(good: Reading) -> None:
    assert good.city.by_institution["H001"].account_district == "东区"
    assert good.city.by_institution["H003"].account_district == "西区"


def test_beds_are_as_applied_unless_fewer_would_do(good: Reading) -> None:
    assert (good.city.by_application["A001"].beds_min, good.city.by_application["A001"].beds_max) == (30, 60)
    assert (good.city.by_application["A002"].beds_min, good.city.by_application["A002"].beds_max) == (20, 20)


def test_every_file_that_was_read_is_named_with_its_hash(good: Reading) -> None:
    assert set(good.instance.inputs) == {"town.yaml", "town-model.yaml", *(f"town/{p.name}" for p in (GOOD / "town").glob("*.csv"))}
    for name, digest in good.instance.inputs.items():
        assert hashlib.sha256((GOOD / name).read_bytes()).hexdigest() == digest


def test_the_same_town_as_a_workbook_in_chinese_is_the_same_city(good: Reading, town: Path) -> None:
    (town / "town.xlsx").write_bytes(workbook())
    book = read_instance(town / "town-workbook.yaml")
    assert book.problems == ()
    for name in ("districts", "townships", "institutions", "applications", "funds", "requirements", "releases", "events"):
        assert getattr(book.city, name) == getattr(good.city, name), name
    for column in ("codes", "insured", "lon", "lat", "district"):
        assert np.array_equal(getattr(book.city.demand, column), getattr(good.city.demand, column)), column
    assert set(book.instance.inputs) == {"town-workbook.yaml", "town-model.yaml", "town.xlsx"}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_columns_decides_nothing(seed: int, good: Reading, town: Path) -> None:
    shuffle = random.Random(seed).shuffle
    for path in sorted((town / "town").glob("*.csv")):
        rows = list(csv.reader(path.read_text("utf-8").splitlines()))
        columns = list(range(len(rows[0])))
        shuffle(columns)
        below = rows[1:]
        shuffle(below)
        with path.open("w", encoding="utf-8", newline="") as f:
            csv.writer(f).writerows([[row[i] for i in columns] for row in [rows[0], *below]])
    mixed = read_instance(town / "town.yaml").city
    for name in ("districts", "townships", "institutions", "applications", "funds", "requirements", "releases", "events"):
        assert getattr(mixed, name) == getattr(good.city, name), name
    assert mixed.demand.codes.tolist() == good.city.demand.codes.tolist()
    assert mixed.demand.insured.tolist() == good.city.demand.insured.tolist()


def test_chinese_headers_and_values_extra_columns_and_blank_rows_are_read_in_a_csv(change: Change, good: Reading) -> None:
    town = change("town/districts.csv", "district,insured,residents,area_km2,resource_level\n东区,60000,70000,50.5,rich\n",
                  "备注,区县,参保人数（人）,常住人口,面积,资源等级\n,,,,,\n甲,东区,60000,70000,50.5,丰富\n,,,,,\n乙,")
    assert read_instance(town / "town.yaml").city.districts == good.city.districts


def test_a_table_may_say_its_own_coordinates(good: Reading, town: Path, change: Change) -> None:
    change("town.yaml", "town/townships.csv", "{file: town/townships.csv, coordinates: gcj02}")
    path = town / "town" / "townships.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    for row in rows:
        lon, lat = from_wgs84([float(row["lon"])], [float(row["lat"])], "gcj02")
        row |= {"lon": repr(float(lon[0])), "lat": repr(float(lat[0]))}
    with path.open("w", encoding="utf-8", newline="") as f:
        table = csv.DictWriter(f, rows[0])
        table.writeheader()
        table.writerows(rows)
    for mine, theirs in zip(read_instance(town / "town.yaml").city.townships, good.city.townships, strict=True):
        assert mine.lon == pytest.approx(theirs.lon, abs=1e-9)
        assert mine.lat == pytest.approx(theirs.lat, abs=1e-9)


def test_every_fault_of_yaml_model_and_tables_is_told_at_once(change: Change) -> None:
    change("town.yaml", "gap: 0", "gpa: 0")
    change("town-model.yaml", "kind: swap", "kind: swop")
    change("town/institutions.csv", "380,110000", "-380,110000")
    change("town/applications.csv", "西区,西镇,,118.252", "西城区,西镇,,118.252")
    town = change("town/demand_points.csv", "35000", "35,000")
    places = [p.place.rpartition("/")[2] for p in errors_of(lambda: read_instance(town / "town.yaml"))]
    assert places == ["town.yaml:22:26", "town-model.yaml:41:11", "institutions.csv 第2行 insured_beds", "demand_points.csv 第2行",
                      "applications.csv 第2行 district"]


def test_tables_are_read_even_where_the_model_cannot_be(change: Change) -> None:
    change("town-model.yaml", "name: town\n", "name: [town\n")
    town = change("town/institutions.csv", "H002,西镇卫生院", "H001,西镇卫生院")
    assert len(errors_of(lambda: read_instance(town / "town.yaml"))) == 3       # the bracket, the code, the parent H002 that is gone


def test_of_a_flood_of_faults_the_first_are_told_and_the_rest_counted(town: Path) -> None:
    path = town / "town" / "releases.csv"
    path.write_text(path.read_text("utf-8") + "".join(f"2025,R{i},东区,inpatient,,primary,-1,withdrawn\n" for i in range(500)), "utf-8")
    found = errors_of(lambda: read_instance(town / "town.yaml"))
    assert len(found) == 51
    assert "450" in found[-1].message


def test_overrides_win_over_model_and_instance(good: Reading) -> None:
    path = GOOD / "town.yaml"
    assert read_instance(path, {"reuse": "0.25"}).policy.rule("swap").reuse == Fraction(1, 4)
    assert read_instance(path, {"rules.bed-total.value": "6.5"}).policy.rule("bed-total").value == Fraction(13, 2)
    glide = read_instance(path, {"rules.bed-milestone.when_over.glide.2026": "6"}).policy.rule("bed-milestone")
    assert glide != good.policy.rule("bed-milestone")
    assert read_instance(path, {"rules.freeze-occupancy.kinds": "[new]"}).policy.rule("freeze-occupancy").kinds == ("new",)
    assert good.policy.rule("swap").reuse == Fraction(1, 2)


@pytest.mark.parametrize(("key", "value", "says"), [
    ("resue", "0.5", "reuse"), ("rules.bed-totl.value", "6", "rules.bed-total"), ("rules.bed-total.valeu", "6", "value"),
    ("rules.bed-total.value", "six", "six"), ("reuse", "50", "0.5"), ("reuse", ".nan", ".nan"), ("rules.bed-total.value", "-1", "-1"),
])
def test_an_override_that_means_nothing_is_bad_input(key: str, value: str, says: str) -> None:
    assert any(says in str(p) for p in errors_of(lambda: read_instance(GOOD / "town.yaml", {key: value})))


def previous(year: int, *admissions: dict[str, object]) -> str:
    return json.dumps({"instance": "town2025", "year": year, "status": "optimal", "admissions": list(admissions)}, ensure_ascii=False)


def admitted(code: str, **more: object) -> dict[str, object]:
    return {"application": code, "category": "inpatient", "district": "西区", "township": "西镇", "kind": "new",
        "admitted": True, "beds": 30,
            "doctors": 5, **more}


def test_beds_admitted_last_year_count_until_the_table_lists_them(town: Path, change: Change) -> None:
    change("town.yaml", "parameters:", "previous_plan: plan2025.json\nparameters:")
    (town / "plan2025.json").write_text(previous(2025, admitted("B001"), admitted("H002"), admitted("B003", admitted=False),
                                                 admitted("B004", kind="relocation")), "utf-8")
    reading = read_instance(town / "town.yaml")
    assert [(a.code, a.beds_max, a.doctors, a.district, a.account_district) for a in reading.city.pending] == [("B001", 30, 5, "西区",
        "西区")]
    assert "plan2025.json" in reading.instance.inputs


def test_last_years_plan_must_be_of_an_earlier_year_and_of_this_city(town: Path, change: Change) -> None:
    change("town.yaml", "parameters:", "previous_plan: plan2025.json\nparameters:")
    (town / "plan2025.json").write_text(previous(2026, admitted("B001", district="北区"), admitted("B002", beds=-1)), "utf-8")
    found = errors_of(lambda: read_instance(town / "town.yaml"))
    assert [p.place.rpartition("/")[2] for p in found] == ["plan2025.json", "plan2025.json admissions[0].district",
        "plan2025.json admissions[1]"]


def test_no_applicants_is_no_fault(town: Path) -> None:
    for path, left in ((town / "town" / "applications.csv", slice(1)), (town / "town.yaml", slice(18))):     # without its decisions
        path.write_text("\n".join(path.read_text("utf-8").splitlines()[left]) + "\n", "utf-8")
    assert read_instance(town / "town.yaml").city.applications == ()
