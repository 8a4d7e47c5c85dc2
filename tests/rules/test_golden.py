"""What every kind says to the solver is what was read and derived by hand in tests/expected."""
from __future__ import annotations

from pathlib import Path

import pytest

from allocator.rules import KINDS
from tests.rules import golden


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_the_rows_of_its_golden_file(kind: str) -> None:
    assert golden.rows(kind) == golden.kept(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_figures_of_a_golden_file_are_derived_in_it(kind: str) -> None:
    assert golden.comments(kind)[""] or any(golden.comments(kind).values())


def test_every_golden_file_is_of_a_kind() -> None:
    assert {p.stem for p in golden.EXPECTED.glob("*.rows")} == set(KINDS)


def test_writing_keeps_comments_with_their_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "EXPECTED", tmp_path)
    lines = ("# of a row that is gone", "rules[it].closed[A0]: gone", "# of A3", "rules[it].closed[A3]: old", "# last")
    (tmp_path / "ban.rows").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    golden.write("ban")
    assert golden.comments("ban")["rules[it].closed[A3]"] == ["# of A3"]
    assert golden.comments("ban")[""] == ["# of a row that is gone", "# last"]
    assert golden.kept("ban") == golden.rows("ban")
