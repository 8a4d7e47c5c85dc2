"""One Chinese and one English name for everything, the same in the program and in the glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allocator.words.headers import COLUMNS, HEADERS, SHEETS, TABLES, VALUES, header, key_of, value, value_of, values


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_of_a_table_is_found_by_either_name(table: str) -> None:
    assert [key_of(header(key, table), table) for key in COLUMNS[table]] == list(COLUMNS[table])
    assert [key_of(key, table) for key in COLUMNS[table]] == list(COLUMNS[table])


def test_a_table_says_a_column_in_its_own_words() -> None:
    assert header("code", "institutions") == "机构编码"
    assert header("code", "applications") == "申请编号"
    assert key_of("机构编码", "applications") is None  # the parent's code has a header of its own
    assert key_of("主体机构编码", "applications") == "parent_code"


def test_an_unknown_column_is_nobodys() -> None:
    assert key_of("院长", "institutions") is None
    with pytest.raises(KeyError):
        header("director")


@pytest.mark.parametrize("column", VALUES)
def test_values_are_found_by_either_name(column: str) -> None:
    table, _, key = column.rpartition(".")
    for english in values(key, table):
        assert value_of(value(english, key, table), key, table) == value_of(english, key, table) == english


def test_a_column_means_what_its_table_means() -> None:
    assert value("resident", "scheme", "funds") == "居民医保"
    assert value_of("门诊统筹", "scheme", "institutions") == "pooled"
    assert value_of("门诊统筹", "scheme", "funds") is None
    assert value("free text", "note", "events") == "free text"


def test_every_header_and_every_list_of_values_belongs_to_a_column() -> None:
    keys = {key for columns in COLUMNS.values() for key in columns}
    dotted = {name for name in [*HEADERS, *VALUES] if "." in name}
    assert {name for name in dotted if name.partition(".")[2] not in keys | {"admitted"}} == set()
    assert keys <= {name.rpartition(".")[2] for name in HEADERS}


def test_the_glossary_has_every_name_and_no_other_chinese_for_it(root: Path) -> None:
    page = (root / "docs/glossary.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", page.partition("\n## Values")[0], re.MULTILINE))
    assert rows == {**TABLES, **SHEETS, **HEADERS}


def test_the_glossary_has_every_value(root: Path) -> None:
    page = (root / "docs/glossary.md").read_text("utf-8").partition("\n## Values")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| [^`|]+`([\w.]+)` \| (.+) \|$", page, re.MULTILINE)
    listed = {column: dict(re.findall(r"`(\w+)` ([^,|]+)", text)) for column, text in lines}
    same = {"cause": "exit_cause", "parent_level": "affiliation", "parent_tier": "tier"}
    same |= dict.fromkeys(("moved_by_government", "admitted", "counted"), "qualified")
    assert {column: listed[same.get(column, column)] for column in VALUES} == VALUES
