"""Who applies in Jinan, and for what: every class that the plan speaks of, on both sides of every test."""
from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cases import REASONS, Case, between
from shop_wishes import Demand
from town import Row

Words = dict[str, Any]


@dataclass(frozen=True)
class Opening:
    """Whether an applicant had been open for three months when the plan was published; `open_by` is the last day on which it had."""

    open_by: date
    first: date
    last: date

    def dated(self, rng: random.Random, when: str) -> Row:
        """Dates of licence, opening and application.

        `ordinary`, `early`: open since less than three months, or not yet. `old`: long open. `on_the_day`, `day_late`: about the day.
        """
        day, middle = timedelta(days=1), self.first + (self.last - self.first) / 2
        opened = {"old": between(rng, date(2023, 3, 1), self.open_by - 20 * day), "on_the_day": self.open_by,
                  "day_late": self.open_by + day}.get(when) or between(rng, self.open_by + 4 * day, self.open_by + 80 * day)
        applied = between(rng, self.first, middle) if when == "early" else between(rng, middle + day, self.last)
        licensed = min(opened, applied) - timedelta(days=rng.randint(8, 40))
        return {"licensed_on": licensed.isoformat(), "opened_on": opened.isoformat() if opened < applied else "",
                "applied_on": applied.isoformat()}


SEASON = Opening(open_by=date(2026, 3, 30), first=date(2026, 2, 2), last=date(2026, 7, 24))
PROVINCIAL = ("provincial", "省示例大学附属医院")
CANCER: Words = {"specialty": "oncology", "type": "specialised"}
MIND: Words = {"specialty": "psychiatric", "type": "specialised"}
CHILDREN: Words = {"specialty": "paediatric", "type": "specialised"}
MOVEMENT: Words = {"specialty": "rehabilitation", "type": "specialised"}
BONES: Words = {"specialty": "orthopaedic", "type": "specialised"}
EYES: Words = {"specialty": "eye", "type": "specialised", "tier": "primary"}
TCM: Words = {"specialty": "tcm", "type": "tcm"}
WHOLE: Words = {"tier": "tertiary", "ownership": "public"}
KEY: Words = {"ownership": "public", "tags": "key_project"}
DUTY: Words = {"tier": "primary", "ownership": "public", "tags": "public_health"}
AGENCY: Words = {"facility": "public_health_agency", "ownership": "public", "type": "specialised"}

CHANGES = (  # of what is there: idle beds turned to what is short, moves with and without the government's plan, rises
    Case(kind="conversion", district="历下区", beds=40, parent="spare", convert_to="rehabilitation"),
    Case(kind="conversion", district="市中区", beds=40, parent="spare", convert_to="rehabilitation"),
    Case(kind="conversion", district="章丘区", beds=30, parent="spare", convert_to="nursing"),
    Case(kind="conversion", district="莱芜区", beds=30, parent="spare", convert_to="rehabilitation"),
    Case(kind="conversion", district="槐荫区", beds=30, parent="busy", convert_to="rehabilitation"),       # its beds are in use
    Case(kind="relocation", district="历城区", beds=0, parent="small", moved=True),                        # within its district
    Case(kind="relocation", district="历城区", beds=0, parent="small", parent_district="天桥区", moved=True),
    Case(kind="relocation", district="长清区", beds=0, parent="small"),
    Case(kind="relocation", district="平阴县", beds=0, parent="small"),                                     # where nothing new may come
    Case(kind="upgrade", district="历城区", beds=0, parent="general", tier="tertiary"),
    Case(kind="upgrade", district="章丘区", beds=0, parent="small", tier="secondary"),
)
GROWTH = (
    *[Case(kind="expansion", district=d, beds=(40, 100), parent=p) for d, p in (
        ("历下区", "busy"), ("槐荫区", "busy"), ("历城区", "busy"), ("历城区", "busy"), ("章丘区", "busy"), ("长清区", "busy"),
        ("济阳区", "busy"), ("高新区", "busy"), ("商河县", "busy"), ("莱芜区", "busy"))],
)
SHORT = (  # specialties of which more is needed than there is, in districts above and below their computed value
    *[Case(kind="new", district=d, beds=(50, 120), **CANCER) for d in ("历城区", "章丘区", "市中区")],
    *[Case(kind="new", district=d, beds=(50, 100), **MIND) for d in ("长清区", "济阳区", "天桥区", "商河县")],
    *[Case(kind="new", district=d, beds=(40, 100), when=w, **CHILDREN) for d, w in (
        ("历城区", "early"), ("高新区", "ordinary"), ("章丘区", "ordinary"), ("历下区", "early"))],
    *[Case(kind="new", district=d, beds=(40, 90), when=w, **MOVEMENT) for d, w in (
        ("历城区", "ordinary"), ("济阳区", "early"), ("高新区", "ordinary"), ("钢城区", "ordinary"), ("槐荫区", "early"),
        ("莱芜区", "early"))],
)
PLENTY = (  # specialties of which there is more than is needed
    *[Case(kind="new", district=d, beds=(40, 80), when=w, **BONES) for d, w in (
        ("历下区", "early"), ("市中区", "ordinary"), ("历城区", "early"), ("章丘区", "early"))],
    *[Case(kind="new", district=d, beds=(20, 40), **EYES) for d in ("历城区", "天桥区", "高新区")],
    *[Case(kind="new", district=d, beds=(50, 80), specialty="obstetric", type="general") for d in ("章丘区", "长清区")],
)
GENERAL = (
    *[Case(kind="new", district=d, beds=(50, 120), when=w) for d, w in (
        ("历城区", "early"), ("历城区", "ordinary"), ("长清区", "early"), ("章丘区", "ordinary"), ("济阳区", "early"),
        ("济阳区", "ordinary"), ("高新区", "early"), ("高新区", "ordinary"), ("钢城区", "early"), ("历下区", "early"),
        ("市中区", "ordinary"), ("槐荫区", "ordinary"), ("天桥区", "early"), ("商河县", "early"), ("平阴县", "early"),
        ("莱芜区", "ordinary"))],
    *[Case(kind="new", district=d, beds=(40, 70), **TCM) for d in ("高新区", "历城区", "济阳区")],
    *[Case(kind="new", district=d, beds=(30, 60), tier="primary", specialty="geriatric") for d in ("长清区", "高新区", "天桥区")],
)
BRANCHES = (
    Case(kind="branch", district="历城区", beds=300, parent="top", parent_district="历下区", affiliation="provincial", **WHOLE),
    Case(kind="branch", district="高新区", beds=260, outside=PROVINCIAL, **WHOLE),
    Case(kind="branch", district="济阳区", beds=150, parent="top", parent_district="天桥区", affiliation="municipal", **WHOLE),
    Case(kind="branch", district="章丘区", beds=100, parent="secondary"),
    Case(kind="branch", district="历下区", beds=120, parent="secondary", parent_district="市中区"),
    Case(kind="branch", district="商河县", beds=80, parent="secondary"),                                     # where nothing new may come
)
EXEMPT = (  # of all four groups, in frozen districts too; psychiatric hospitals that are no agency stand among the short ones
    Case(kind="new", district="历城区", beds=160, tier="tertiary", specialty="cardiovascular", type="specialised", **KEY),
    Case(kind="new", district="济阳区", beds=100, **KEY),
    Case(kind="new", district="商河县", beds=80, **KEY),
    Case(kind="new", district="章丘区", beds=60, bad=REASONS[2], **KEY),
    *[Case(kind="new", district=d, beds=15, facility="township_centre", **DUTY) for d in ("济阳区", "商河县", "莱芜区", "平阴县")],
    *[Case(kind="new", district=d, beds=20, facility="community_centre", **DUTY) for d in ("历城区", "高新区")],
    Case(kind="new", district="莱芜区", beds=60, specialty="psychiatric", **AGENCY),
    Case(kind="new", district="历城区", beds=80, specialty="infectious", **AGENCY),
    *[Case(kind="new", district=d, beds=20, facility="infirmary", tags=t, tier="primary", ownership="public") for d, t in (
        ("长清区", "university"), ("章丘区", "university"), ("高新区", "internal_only"))],
)
OPEN = (  # about three months in operation when the plan is published
    Case(kind="new", district="历城区", beds=40, when="old", **MOVEMENT),
    Case(kind="new", district="莱芜区", beds=40, when="old"),
    Case(kind="new", district="天桥区", beds=30, tier="primary", when="on_the_day"),
    Case(kind="new", district="槐荫区", beds=30, tier="primary", when="day_late"),
    Case(kind="new", district="高新区", beds=40, when="old", bad=REASONS[1]),
    Case(kind="new", district="章丘区", beds=30, tier="ungraded", when="old", barred_until="2027-01-31"),
)
CLOSED = (
    Case(kind="new", district="历城区", beds=80, bad=REASONS[1]),
    Case(kind="new", district="济阳区", beds=60, bad=REASONS[3], when="early"),
    Case(kind="expansion", district="市中区", beds=50, parent="busy", bad=REASONS[1]),
    Case(kind="new", district="高新区", beds=60, barred_until="2027-03-31"),
    Case(kind="new", district="历城区", beds=60, barred_until="2026-01-15", **CANCER),
)
SITES = tuple(Case(kind="site", district=d, beds=60, **w) for d, w in (
    ("历城区", CANCER), ("高新区", CHILDREN), ("济阳区", MOVEMENT), ("长清区", MIND), ("钢城区", MOVEMENT)))
HOSPITALS = (*CHANGES, *GROWTH, *SHORT, *PLENTY, *GENERAL, *BRANCHES, *EXEMPT, *OPEN, *CLOSED)

# What sets the first clinics and pharmacies apart: three months' operation on both sides of the day, faults, bans.
SPECIAL: tuple[Row, ...] = (
    *({"when": w} for w in (*("old",) * 5, "on_the_day", "day_late")), *({"bad": reason} for reason in REASONS),
    {"bad": REASONS[0], "when": "old"},
    *({"barred_until": d, "when": "early"} for d in ("2027-06-30", "2026-12-31", "2025-08-31")))
CLASSES = (
    *((d, "infirmary", "general", t) for d, t in (
        ("历下区", "university"), ("长清区", "university"), ("章丘区", "university"), ("高新区", "internal_only"),
        ("钢城区", "internal_only"), ("莱芜区", "internal_only"))),
    *((d, "station", "general") for d in ("历下区", "市中区", "历城区", "高新区", "莱芜区")),
    *((d, "village_clinic", "general") for d in ("长清区", "济阳区", "商河县", "商河县", "平阴县", "莱芜区")))
MOVES = ((True, ""), (True, ""), (False, ""), (False, ""), (True, "历城区"), (False, "高新区"))
DEMANDS = {
    "outpatient": Demand({"历下区": 16, "市中区": 14, "槐荫区": 10, "天桥区": 12, "历城区": 26, "长清区": 10, "章丘区": 16, "济阳区": 12,
                          "莱芜区": 10, "钢城区": 6, "平阴县": 4, "商河县": 10, "高新区": 18},
                         in_gap=60, sites=60, never=0.03, classes=CLASSES, special=SPECIAL, moves=MOVES),
    "pharmacy": Demand({"历下区": 14, "市中区": 12, "槐荫区": 10, "天桥区": 12, "历城区": 26, "长清区": 10, "章丘区": 14, "济阳区": 12,
                        "莱芜区": 10, "钢城区": 6, "平阴县": 4, "商河县": 10, "高新区": 18},
                       in_gap=80, sites=80, never=0.08, special=SPECIAL, moves=MOVES),
}
