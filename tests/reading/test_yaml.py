"""YAML as a tree of nodes that know their place."""
from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from allocator.errors import BadInput
from allocator.reading.problems import Problems
from allocator.reading.yaml import parse, read_yaml

TEXT = """\
name: 芜湖          # a comment
"quoted": '008'
list: [1, {a: b}]
block: |
  two
  lines
by_year:
  2026: 5.97
  2028: yes
"""


def test_values_and_places_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT, "utf-8")
    node = read_yaml(tmp_path / "a.yaml")
    file = (tmp_path / "a.yaml").as_posix()
    assert node.plain() == {"name": "芜湖", "quoted": "008", "list": [1, {"a": "b"}], "block": "two\nlines\n",
                            "by_year": {2026: Decimal("5.97"), 2028: True}}
    assert node.at("list", 1, "a").place == f"{file}:3:15"
    assert node.place_of("list") == f"{file}:3:1"
    assert node.at("by_year", 2026).place == f"{file}:8:9"
    assert node.at("by_year", 1999).place == f"{file}:8:3"        # what is not there: the mapping it would be in
    assert node.text("quoted") == "008"
    assert node.text("list") == ""


def test_line_ends_of_windows_and_a_byte_order_mark_do_no_harm() -> None:
    problems = Problems()
    node = parse(b"\xef\xbb\xbfname: a\r\nyear: 2026\r\n", "a.yaml", problems)
    assert node is not None
    assert node.plain() == {"name": "a", "year": 2026}
    assert node.at("year").place == "a.yaml:2:7"
    assert not problems.found


def test_every_fault_of_a_file_is_told_at_once() -> None:
    problems = Problems()
    parse(b"a: &x 1\nb: 008\nb: 2\nc: [.nan, 2026-02-30]\n", "a.yaml", problems)
    assert [p.place for p in problems.found] == ["a.yaml:1:4", "a.yaml:2:4", "a.yaml:3:1", "a.yaml:4:5", "a.yaml:4:11"]


def test_full_width_punctuation_within_a_sentence_is_no_fault() -> None:
    problems = Problems()
    node = parse("a: {says: 住院类，按每千人：5.97张}\nb: ['一，二']\n".encode(), "a.yaml", problems)
    assert node is not None
    assert node.plain() == {"a": {"says": "住院类，按每千人：5.97张"}, "b": ["一，二"]}
    assert not problems.found


def test_a_file_that_is_not_there_and_a_folder_are_bad_input(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, Path("/dev/zero")):
        with pytest.raises(BadInput) as caught:
            read_yaml(path)
        assert path.as_posix() in caught.value.problems[0].place


def test_a_sentence_is_there_in_both_languages_for_every_key_that_is_used() -> None:
    import re

    from allocator import words
    from tests.reading.faults.base import GOOD

    source = GOOD.parents[2] / "allocator" / "reading"
    text = "".join(p.read_text("utf-8") for p in sorted(source.glob("*.py")))
    files = "yaml|file|schema|model|table|cell|name|point|workbook|csv|plan|odd|decision|previous|instance"
    keys = set(re.findall(rf'"((?:{files})\.[a-z_0-9]+)"', text))
    keys |= {f"cell.{key}" for key in re.findall(r'\bfault\("([a-z_]+)"', text)}
    keys |= {f"schema.{key}" for key in re.findall(r'_\w+": "([a-z_]+)"', (source / "schema.py").read_text("utf-8"))}
    assert len(keys) > 100
    assert {k for k in keys if not words.has(f"reading.{k}")} == set()
