"""The campaign's list of faults: each still stands where it says, and is a fault."""
from __future__ import annotations

import pytest

from tests.campaign.planted import FAULTS, ROOT, Fault, detectors


def test_there_are_forty_of_all_sorts() -> None:
    assert len({f.says for f in FAULTS}) == len(FAULTS) >= 40
    assert {f.path.split("/")[1] if f.path.startswith("allocator") else "models" for f in FAULTS} == {"rules", "measures", "models"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.says)
def test_what_a_fault_replaces_still_stands_and_what_it_puts_there_is_no_mere_slip(fault: Fault) -> None:
    text = (ROOT / fault.path).read_text("utf-8")
    assert fault.old in text and fault.old != fault.new
    if fault.path.endswith(".py"):
        compile(text.replace(fault.old, fault.new, 1), fault.path, "exec")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.says)
def test_what_tries_a_fault_is_there(fault: Fault) -> None:
    for _, command in detectors(fault):
        assert command == ("brute",) or all((ROOT / c).exists() for c in command if c.startswith("tests/"))
