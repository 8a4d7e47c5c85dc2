"""Figures of a rule that no clause can mean: shares above 1, nothing to divide by, less than nothing."""
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from allocator.reading.node import Key, Node
from allocator.reading.problems import Problems

SHARE = re.compile(r"share|share_.*|.*_share|(?!per_).*_use|reuse|occupancy_.*|underused_.*|rate_over|rate_otherwise")
DIVISORS = frozenset(("per", "km_per_h", "detour", "minutes", "metres", "target_use", "reimbursement_share", "cost_per_bed"))
SIGNED = frozenset(("points", "weight"))


def check_figures(entry: Node, problems: Problems) -> None:
    """Every number of a rule's entry, by the name it stands under."""
    for key, node in _numbers(entry):
        name, number = str(key), node.value
        if number < 0 and name not in SIGNED:
            problems.error(node.place, "schema.at_least", name=name, limit=0, value=number)
        elif number > 1 and SHARE.fullmatch(name):
            problems.error(node.place, "model.share", name=name, value=number)
        elif number == 0 and name in DIVISORS:
            problems.error(node.place, "schema.above", name=name, limit=0, value=number)


def _numbers(node: Node, key: Key = "") -> Iterator[tuple[Key, Node]]:
    """Each number with the nearest name above it."""
    if isinstance(node.value, int | Decimal | Fraction) and not isinstance(node.value, bool):
        yield key, node
    for name, below in node.items():
        yield from _numbers(below, name)
    for below in node.nodes():
        yield from _numbers(below, key)
