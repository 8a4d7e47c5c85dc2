"""Who applies in Wuhu, and for what: every class that the plan speaks of, on both sides of every test."""
from __future__ import annotations

from datetime import date
from typing import Any

from cases import REASONS, Case, Transition
from shop_wishes import Demand
from town import Row

Words = dict[str, Any]
RULE = Transition(licence_before=date(2026, 7, 1), apply_by=date(2026, 6, 30))
PROVINCIAL, MUNICIPAL = ("provincial", "省示例大学附属医院"), ("municipal", "外市示例第一人民医院")
CANCER: Words = {"specialty": "oncology", "type": "specialised"}
MIND: Words = {"specialty": "psychiatric", "type": "specialised"}
MOVEMENT: Words = {"specialty": "rehabilitation", "type": "specialised", "tier": "primary"}
WHOLE: Words = {"tier": "tertiary", "ownership": "public"}
KEY: Words = {"ownership": "public", "tags": "key_project"}
DUTY: Words = {"tier": "primary", "ownership": "public", "tags": "public_health"}
HOSPICE: Words = {"facility": "hospice", "specialty": "hospice", "type": "other", "tier": "ungraded"}

CHANGES = (  # of what is there
    Case(kind="relocation", district="湾沚区", beds=0, parent="small", parent_district="镜湖区", moved=True),
    Case(kind="relocation", district="鸠江区", beds=0, parent="small"),
    Case(kind="relocation", district="无为市", beds=0, parent="small"),
    Case(kind="upgrade", district="无为市", beds=0, parent="secondary", tier="tertiary"),
    Case(kind="upgrade", district="弋江区", beds=0, parent="small", tier="secondary"),
    Case(kind="conversion", district="镜湖区", beds=40, parent="spare", convert_to="nursing"),
    Case(kind="conversion", district="弋江区", beds=30, parent="spare", convert_to="ltc"),
    Case(kind="conversion", district="鸠江区", beds=40, parent="spare", convert_to="nursing"),
    Case(kind="conversion", district="繁昌区", beds=20, parent="spare", convert_to="nursing"),
    Case(kind="conversion", district="镜湖区", beds=30, parent="spare", convert_to="rehabilitation"),
    Case(kind="conversion", district="弋江区", beds=20, parent="spare", convert_to="nursing"),
    Case(kind="conversion", district="南陵县", beds=30, parent="busy", convert_to="nursing"),      # its beds are not idle
)
SHORT = (  # 无为 and 南陵: short and well used
    *[Case(kind="new", district="无为市", beds=(50, 120), when=w) for w in ("ordinary", "early") * 3],
    *[Case(kind="new", district="无为市", beds=(50, 80), when=w, **CANCER) for w in ("ordinary", "early")],
    Case(kind="new", district="无为市", beds=(50, 90), type="tcm", specialty="tcm"),
    Case(kind="new", district="无为市", beds=(40, 80), type="specialised", specialty="paediatric"),
    Case(kind="new", district="无为市", beds=(40, 80), type="specialised", specialty="orthopaedic", tier="primary"),
    Case(kind="new", district="无为市", beds=(30, 60), specialty="geriatric", tier="primary", partly=0.7),
    Case(kind="new", district="无为市", beds=(90, 150), when="early", **WHOLE),
    *[Case(kind="expansion", district="无为市", beds=(50, 120), parent="busy", partly=p) for p in (1.0, 1.0, 0.6, 0.7)],
    Case(kind="branch", district="无为市", beds=(50, 90), parent="secondary", parent_district="弋江区"),
    Case(kind="branch", district="无为市", beds=(50, 90), parent="secondary"),
    *[Case(kind="new", district="南陵县", beds=(40, 100), when=w) for w in ("ordinary", "early") * 2],
    Case(kind="new", district="南陵县", beds=(50, 100), **CANCER),
    Case(kind="new", district="南陵县", beds=(40, 80), type="tcm", specialty="tcm"),
    Case(kind="new", district="南陵县", beds=(30, 60), tier="primary", partly=0.5),
    *[Case(kind="expansion", district="南陵县", beds=(40, 90), parent="busy", partly=p) for p in (1.0, 0.6)],
    Case(kind="branch", district="南陵县", beds=(50, 100), parent="secondary", parent_district="鸠江区"),
)
UNDER_USED = (  # 湾沚: short, yet new ones wait; a full hospital may grow by swap, the others may not
    *[Case(kind="new", district="湾沚区", beds=(40, 80), when=w) for w in ("ordinary", "early", "ordinary")],
    Case(kind="new", district="湾沚区", beds=60, **CANCER),
    *[Case(kind="expansion", district="湾沚区", beds=(30, 70), parent=p) for p in ("busy", "busy", "idle", "idle")],
)
ENOUGH = (  # districts with beds enough: 鸠江 frozen by its funds, 繁昌 by its occupancy
    *[Case(kind="new", district="镜湖区", beds=(30, 80), when=w) for w in ("ordinary", "early", "ordinary")],
    Case(kind="new", district="镜湖区", beds=80, **CANCER),
    Case(kind="expansion", district="镜湖区", beds=(40, 80), parent="busy"),
    *[Case(kind="new", district="弋江区", beds=(30, 80), when=w) for w in ("ordinary", "early", "ordinary")],
    Case(kind="new", district="弋江区", beds=60, when="early", **CANCER),
    Case(kind="expansion", district="弋江区", beds=(40, 80), parent="busy"),
    *[Case(kind="new", district="鸠江区", beds=(30, 80), when=w) for w in ("ordinary", "early")],
    Case(kind="new", district="鸠江区", beds=60, **CANCER),
    *[Case(kind="expansion", district="鸠江区", beds=(30, 80), parent=p) for p in ("busy", "idle")],
    *[Case(kind="new", district="繁昌区", beds=(30, 80), when=w) for w in ("ordinary", "early")],
    Case(kind="expansion", district="繁昌区", beds=(20, 50), parent="busy"),
)
CONTROLLED = (
    *[Case(kind="new", district=d, beds=(30, 60), **MIND) for d in ("无为市", "镜湖区")],
    *[Case(kind="expansion", district=d, beds=(30, 60), parent="control") for d in ("无为市", "鸠江区")],
    *[Case(kind="new", district=d, beds=(30, 50), **MOVEMENT) for d in ("无为市", "南陵县", "弋江区")],
)
EXEMPT = (
    Case(kind="new", district="无为市", beds=40, specialty="oncology", type="specialised", tier="tertiary", **KEY),
    Case(kind="new", district="南陵县", beds=40, specialty="cardiovascular", type="specialised", **KEY),
    Case(kind="new", district="湾沚区", beds=30, when="early", **KEY),
    Case(kind="new", district="无为市", beds=15, facility="township_centre", **DUTY),
    Case(kind="new", district="无为市", beds=15, facility="township_centre", when="early", **DUTY),
    Case(kind="new", district="南陵县", beds=15, facility="township_centre", **DUTY),
    Case(kind="new", district="湾沚区", beds=15, facility="township_centre", **DUTY),
    Case(kind="new", district="鸠江区", beds=15, facility="community_centre", when="early", **DUTY),
    *[Case(kind="new", district=d, beds=20, when=w, **HOSPICE)
      for d, w in (("无为市", "ordinary"), ("弋江区", "early"), ("湾沚区", "ordinary"), ("鸠江区", "ordinary"))],
    # branches of tertiary hospitals: in weak counties, in a weak one that is frozen, in districts that are not weak
    Case(kind="branch", district="无为市", beds=60, outside=PROVINCIAL, **WHOLE),
    Case(kind="branch", district="南陵县", beds=40, parent="tertiary", parent_district="镜湖区", **WHOLE),
    Case(kind="branch", district="湾沚区", beds=60, outside=MUNICIPAL, when="early", **WHOLE),
    Case(kind="branch", district="弋江区", beds=80, outside=PROVINCIAL, **WHOLE),
    Case(kind="branch", district="镜湖区", beds=60, parent="tertiary", parent_district="弋江区", **WHOLE),
)
TRANSITION = (
    Case(kind="new", district="无为市", beds=20, tier="primary", when="transition"),
    Case(kind="new", district="湾沚区", beds=20, tier="primary", when="transition"),
    Case(kind="new", district="镜湖区", beds=20, tier="primary", when="on_both", **MIND),
    Case(kind="new", district="鸠江区", beds=20, specialty="kidney", type="specialised", tier="ungraded", when="transition"),
    Case(kind="new", district="繁昌区", beds=30, tier="primary", when="applied_late"),
    Case(kind="new", district="南陵县", beds=40, tier="primary", when="licensed_late"),
    Case(kind="new", district="弋江区", beds=30, tier="primary", when="transition", bad=REASONS[2]),
)
CLOSED = (  # disqualified or barred; one ban has run out
    Case(kind="new", district="无为市", beds=90, bad=REASONS[1]),
    Case(kind="new", district="南陵县", beds=60, bad=REASONS[3], when="early"),
    Case(kind="expansion", district="南陵县", beds=50, parent="busy", bad=REASONS[1]),
    Case(kind="new", district="南陵县", beds=80, barred_until="2027-03-31"),
    Case(kind="new", district="无为市", beds=80, barred_until="2026-12-31", when="early", **CANCER),
    Case(kind="new", district="无为市", beds=60, barred_until="2026-06-30"),
)
SITES = tuple(Case(kind="site", district=d, beds=50, **CANCER) for d in ("无为市", "南陵县"))
HOSPITALS = (*CHANGES, *UNDER_USED, *SHORT, *ENOUGH, *CONTROLLED, *EXEMPT, *TRANSITION, *CLOSED)

# What sets the first clinics and pharmacies apart: the transition's sides, faults, a fault within the transition, bans (the last one
# has run out).
SPECIAL: tuple[Row, ...] = (
    *({"when": w} for w in (*("transition",) * 4, "on_both", "applied_late", "licensed_late")),
    *({"bad": reason} for reason in REASONS), {"bad": REASONS[0], "when": "transition"},
    *({"barred_until": d, "when": "early"} for d in ("2027-06-30", "2026-12-31", "2025-08-31")))
MASSAGE = tuple((d, "clinic", "massage") for d in ("镜湖区", "弋江区", "无为市", "南陵县"))
STATIONS = (("镜湖区", "station", "general"), ("弋江区", "station", "general"), ("湾沚区", "station", "general"),
            ("无为市", "village_clinic", "general"), ("南陵县", "village_clinic", "general"))
DEMANDS = {
    "outpatient": Demand({"镜湖区": 14, "弋江区": 32, "鸠江区": 15, "湾沚区": 10, "繁昌区": 10, "南陵县": 20, "无为市": 36},
                         in_gap=26, sites=30, never=0.030, classes=(*MASSAGE, *STATIONS), special=SPECIAL,
                         last=(("clinic", "dental", {"when": "transition"}),)),
    "pharmacy": Demand({"镜湖区": 14, "弋江区": 16, "鸠江区": 18, "湾沚区": 8, "繁昌区": 7, "南陵县": 9, "无为市": 16},
                       in_gap=44, sites=56, never=0.036, special=SPECIAL),
}
