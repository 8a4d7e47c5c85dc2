"""Coverage reduced is coverage point by point: both are what trying every plan finds. `make campaign` does this two thousand times."""
from __future__ import annotations

from itertools import islice

import pytest

from allocator.domain.case import Case
from tests.campaign.plain import three_ways, towns

TOWNS = 40


@pytest.mark.parametrize("case", [case for _, case in islice(towns(0), TOWNS)], ids=range(TOWNS))
def test_reduced_is_plain_is_every_plan(case: Case) -> None:
    three_ways(case)


def test_the_reductions_save_rows() -> None:
    assert sum(three_ways(case)[1] for _, case in islice(towns(50), 15)) > 0
