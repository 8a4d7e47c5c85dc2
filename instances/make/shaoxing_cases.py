"""Who applies in Shaoxing, and for what: every class that the plan speaks of, on both sides of every test."""
from __future__ import annotations

from datetime import date
from typing import Any

from cases import REASONS, Case, Queue
from shop_wishes import Demand
from town import Row

Words = dict[str, Any]
SEASON = Queue(date(2026, 1, 12), date(2026, 6, 26))
MUNICIPAL = ("municipal", "绍兴市示例第一人民医院")
MIND: Words = {"specialty": "psychiatric", "type": "specialised"}
FEVER: Words = {"specialty": "infectious", "type": "specialised", "ownership": "public"}
TCM: Words = {"specialty": "tcm", "type": "tcm"}
MOVEMENT: Words = {"specialty": "rehabilitation", "type": "specialised"}
KEY: Words = {"ownership": "public", "tags": "key_project"}
WHOLE: Words = {"tier": "tertiary", "ownership": "public"}

CHANGES = (  # of what is there: surplus beds of levels up to secondary, idle beds of any level, beds that are in use
    Case(kind="conversion", district="越城区", beds=40, parent="spare", convert_to="nursing"),
    Case(kind="conversion", district="柯桥区", beds=40, parent="spare", convert_to="rehabilitation"),
    Case(kind="conversion", district="诸暨市", beds=40, parent="spare", convert_to="nursing"),
    Case(kind="conversion", district="上虞区", beds=30, parent="spare", convert_to="ltc"),
    Case(kind="conversion", district="嵊州市", beds=30, parent="spare", convert_to="ltc"),
    Case(kind="conversion", district="新昌县", beds=20, parent="spare", convert_to="rehabilitation"),
    Case(kind="conversion", district="越城区", beds=30, parent="spare_tertiary", convert_to="ltc"),
    Case(kind="conversion", district="上虞区", beds=30, parent="spare_tertiary", convert_to="nursing"),     # tertiary: not named
    Case(kind="conversion", district="上虞区", beds=30, parent="busy", convert_to="nursing"),               # its beds are not idle
    Case(kind="relocation", district="诸暨市", beds=0, parent="small"),
    Case(kind="relocation", district="柯桥区", beds=0, parent="small", moved=True),
    Case(kind="upgrade", district="诸暨市", beds=0, parent="general", tier="tertiary"),
    Case(kind="upgrade", district="上虞区", beds=0, parent="small", tier="secondary"),
)
GROWTH = (  # hospitals that are full, some whose licence leaves no room, one little used; one municipal, whose beds count in 越城
    *[Case(kind="expansion", district="越城区", beds=(20, 40), parent=p) for p in ("full", "full", "capped")],
    Case(kind="expansion", district="柯桥区", beds=40, parent="municipal"),
    *[Case(kind="expansion", district="柯桥区", beds=(20, 30), parent=p) for p in ("full", "full", "capped")],
    *[Case(kind="expansion", district="上虞区", beds=(20, 30), parent=p) for p in ("full", "idle")],
    *[Case(kind="expansion", district="诸暨市", beds=(20, 40), parent=p) for p in ("full", "full", "full", "capped")],
    *[Case(kind="expansion", district="嵊州市", beds=(20, 30), parent=p) for p in ("full", "full")],
    Case(kind="expansion", district="新昌县", beds=20, parent="full"),
)
OPEN = (  # 越城, 柯桥, 上虞, 诸暨: what is new lives on exits and reductions
    *[Case(kind="new", district="越城区", beds=(60, 90), when=w) for w in ("early", "ordinary", "ordinary", "ordinary")],
    Case(kind="new", district="越城区", beds=60, **TCM),
    Case(kind="new", district="越城区", beds=(40, 60), **MOVEMENT),
    *[Case(kind="new", district="柯桥区", beds=(40, 90), when=w) for w in ("early", "early", "ordinary")],
    Case(kind="new", district="柯桥区", beds=50, when="early", **TCM),
    Case(kind="new", district="柯桥区", beds=(40, 60), **MOVEMENT),
    *[Case(kind="new", district="上虞区", beds=(40, 80), when=w) for w in ("early", "ordinary")],
    Case(kind="new", district="上虞区", beds=50, **MOVEMENT),
    *[Case(kind="new", district="诸暨市", beds=(40, 100), when=w) for w in ("early", "ordinary") * 2],
    Case(kind="new", district="诸暨市", beds=60, **TCM),
    Case(kind="new", district="诸暨市", beds=(40, 60), tier="primary", **MOVEMENT),
    Case(kind="new", district="诸暨市", beds=(30, 60), specialty="geriatric", tier="primary"),
    Case(kind="branch", district="诸暨市", beds=60, outside=MUNICIPAL, affiliation="municipal", **WHOLE),      # counts in 越城
    Case(kind="branch", district="柯桥区", beds=50, parent="secondary", parent_district="柯桥区"),
    Case(kind="branch", district="上虞区", beds=50, parent="secondary"),
)
FROZEN = (  # 新昌 with its deficit, 嵊州 with a warning that stands
    *[Case(kind="new", district="新昌县", beds=(30, 60), when=w) for w in ("early", "ordinary")],
    Case(kind="new", district="新昌县", beds=40, **TCM),
    *[Case(kind="new", district="嵊州市", beds=(30, 80), when=w) for w in ("early", "ordinary")],
    Case(kind="new", district="嵊州市", beds=50, **MOVEMENT),
    Case(kind="branch", district="嵊州市", beds=50, parent="secondary"),
)
EXEMPT = (  # key projects, of which one overruns what its county gives up; psychiatric and infectious hospitals, frozen counties too
    Case(kind="new", district="越城区", beds=120, affiliation="municipal", tier="tertiary", **KEY),
    Case(kind="new", district="柯桥区", beds=60, **KEY),
    Case(kind="expansion", district="诸暨市", beds=80, parent="top", **KEY),
    Case(kind="new", district="新昌县", beds=160, **KEY),
    Case(kind="new", district="上虞区", beds=50, bad=REASONS[2], **KEY),
    *[Case(kind="new", district=d, beds=n, **MIND) for d, n in (("越城区", 40), ("诸暨市", 50), ("新昌县", 30))],
    Case(kind="new", district="嵊州市", beds=40, **FEVER),
    Case(kind="new", district="柯桥区", beds=40, bad=REASONS[0], **MIND),
)
CLOSED = (  # disqualified or barred; one ban ends on the day before the application
    Case(kind="new", district="诸暨市", beds=80, bad=REASONS[1]),
    Case(kind="new", district="越城区", beds=60, bad=REASONS[3], when="early"),
    Case(kind="expansion", district="上虞区", beds=30, parent="full", bad=REASONS[1]),
    Case(kind="new", district="柯桥区", beds=60, barred_until="2026-12-15"),
    Case(kind="new", district="诸暨市", beds=50, barred_until="2026-01-09"),
)
SITES = tuple(Case(kind="site", district=d, beds=50, **MOVEMENT) for d in ("上虞区", "诸暨市"))
HOSPITALS = (*CHANGES, *GROWTH, *OPEN, *FROZEN, *EXEMPT, *CLOSED)

# What sets the first clinics and pharmacies apart: faults, bans that hold and bans that have run out.
SPECIAL: tuple[Row, ...] = (
    *({"bad": reason} for reason in REASONS),
    *({"barred_until": d, "when": "early"} for d in ("2026-09-30", "2026-12-31", "2026-01-10", "2025-08-31")))
INSIDE = tuple((d, "infirmary", "general", tag) for d, tag in (
    ("越城区", "university"), ("诸暨市", "university"), ("柯桥区", "enterprise"), ("上虞区", "enterprise"), ("新昌县", "enterprise"),
    ("越城区", "medical_elderly"), ("柯桥区", "medical_elderly"), ("诸暨市", "medical_elderly"), ("嵊州市", "medical_elderly")))
CLASSES = (*INSIDE, *((d, "clinic", "massage") for d in ("越城区", "诸暨市", "嵊州市")),
           *((d, "village_clinic", "general") for d in ("柯桥区", "上虞区", "诸暨市", "诸暨市", "新昌县", "嵊州市")))
DEMANDS = {
    "outpatient": Demand({"越城区": 22, "柯桥区": 24, "上虞区": 18, "新昌县": 8, "诸暨市": 26, "嵊州市": 12},
                         in_gap=30, sites=30, never=0.05, classes=CLASSES, special=SPECIAL),
    "pharmacy": Demand({"越城区": 16, "柯桥区": 18, "上虞区": 14, "新昌县": 6, "诸暨市": 20, "嵊州市": 10},
                       in_gap=60, sites=60, never=0.10, special=SPECIAL,
                       towns={"岭南乡": 2, "陈溪乡": 1, "东和乡": 1, "岭北镇": 2, "东茗乡": 1, "贵门乡": 1}),
}
