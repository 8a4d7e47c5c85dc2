"""What a workbook shows besides the plan itself; each part is optional."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Extras:
    """Results of other steps that find their place in the workbook.

    Parameters
    ----------
    comparison : the dict of comparison.json (see `sheets.comparison`); None where nothing was compared.
    sensitivity : rows `{changed, figures: {name: value}, note}`, the plan as it stands first; None where it was not run.
    curves : rows `{rule, category, sites, people, insured, points, worths}` (see `questions.curves`), one a coverage rule.
    indicators : rows `{district, category, count, HRAD, PAD, difference, gini, theil, ...}`; a key that is not known keeps its name.
    readings : (sentence, whether it is ours), for the cover.
    inputs : path of an input -> its SHA-256.
    sources_rows : rows `{table, column, source, note}`; source is published, derived or synthetic.
    status_line : how the run ended in words; empty: made from the record's status.
    confirmed_by : who says that the optimum is one (`highs`, `cp-sat`).
    run_id : short name of the run, for the footer.
    """

    comparison: Mapping[str, Any] | None = None
    sensitivity: tuple[Mapping[str, Any], ...] | None = None
    curves: tuple[Mapping[str, Any], ...] = ()
    indicators: tuple[Mapping[str, Any], ...] = ()
    readings: tuple[tuple[str, bool], ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    sources_rows: tuple[Mapping[str, str], ...] = ()
    status_line: str = ""
    confirmed_by: tuple[str, ...] = ()
    run_id: str = ""
