"""The rule kinds, written out: one file and one line here make a kind."""
from __future__ import annotations

from allocator.rules.base import Rule
from allocator.rules.bounds.adjustment_limits import AdjustmentLimits
from allocator.rules.bounds.class_control import ClassControl
from allocator.rules.bounds.coverage import Coverage
from allocator.rules.bounds.density_limit import DensityLimit
from allocator.rules.bounds.institution_cap import InstitutionCap
from allocator.rules.bounds.min_distance import MinDistance
from allocator.rules.bounds.minimum import Minimum
from allocator.rules.bounds.offset_first import OffsetFirst
from allocator.rules.bounds.plan_total import PlanTotal
from allocator.rules.bounds.radius_cap import RadiusCap
from allocator.rules.bounds.release_quota import ReleaseQuota
from allocator.rules.bounds.swap import Swap
from allocator.rules.bounds.tier_ratio import TierRatio
from allocator.rules.bounds.total_invariant import TotalInvariant
from allocator.rules.bounds.transfer import Transfer
from allocator.rules.goals.priority import Priority
from allocator.rules.standings.ban import Ban
from allocator.rules.standings.conversion import Conversion
from allocator.rules.standings.eligibility import Eligibility
from allocator.rules.standings.exempt import Exempt
from allocator.rules.standings.freeze import Freeze
from allocator.rules.standings.grandfather import Grandfather
from allocator.rules.standings.mandatory import Mandatory
from allocator.rules.standings.relocation_branch import RelocationBranch
from allocator.rules.states.balance_indicator import BalanceIndicator
from allocator.rules.states.formula_limit import FormulaLimit
from allocator.rules.states.gap_bonus import GapBonus
from allocator.rules.states.partition import Partition
from allocator.rules.states.probation import Probation
from allocator.rules.states.requirement import Requirement
from allocator.rules.states.tail import Tail

KINDS: dict[str, type[Rule]] = {k.kind: k for k in (
    Ban, Eligibility, Conversion, RelocationBranch, Exempt, Grandfather, Mandatory, Freeze,
    Requirement, BalanceIndicator, FormulaLimit, GapBonus, Partition, Probation, Tail,
    DensityLimit, TierRatio, PlanTotal, ClassControl, Swap, Transfer, Coverage, AdjustmentLimits,
    MinDistance, RadiusCap, ReleaseQuota, OffsetFirst, InstitutionCap, TotalInvariant, Minimum,
    Priority,
)}
