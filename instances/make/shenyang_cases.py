"""Who applies in Shenyang, and for what: every class and direction that the plan speaks of, on both sides of every test."""
from __future__ import annotations

from datetime import date
from typing import Any

from cases import Case, Queue
from shop_wishes import Demand
from spaced_wishes import Wish

Words = dict[str, Any]
SEASON = Queue(date(2025, 7, 1), date(2025, 12, 19))
BANS = ("2027-06-30", "2026-12-31", "2025-06-30")     # two that hold, one that has run out
REASONS = ("卫生技术人员未达到相应等级标准", "科室设置未达到相应等级标准", "医疗设备未达到相应等级标准", "信息系统未达到接入要求",
           "消防安全设施不合格", "无障碍设施不符合规范", "适老化设施不符合规范")
MAIN = ("和平区", "沈河区", "大东区", "铁西区", "皇姑区", "于洪区")
OPEN = ("和平区", "沈河区", "铁西区", "皇姑区", "于洪区")             # main urban districts whose funds stop nobody
SUBURB = ("浑南区", "苏家屯区", "沈北新区")
COUNTIES = ("辽中区", "新民市", "康平县", "法库县")
WHOLE: Words = {"tier": "tertiary", "ownership": "public"}
SMALL: Words = {"tier": "primary"}
CENTRE: Words = {"facility": "community_centre", "tier": "primary", "ownership": "public", "tags": "public_health"}
ELDERLY: Words = {"facility": "hospital", "tier": "primary", "specialty": "geriatric", "tags": "medical_elderly"}
BONES: Words = {"type": "specialised", "specialty": "orthopaedic"}
CHILDREN: Words = {"type": "specialised", "specialty": "paediatric"}
CANCER: Words = {"type": "specialised", "specialty": "oncology"}
MOVEMENT: Words = {"type": "specialised", "specialty": "rehabilitation"}
HERBS: Words = {"type": "tcm", "specialty": "tcm"}
MIXED: Words = {"type": "integrated"}

CHANGES = (  # of what is there
    *[Case(kind="conversion", district=d, beds=40, parent="spare", convert_to=to)
      for d, to in (("和平区", "nursing"), ("沈河区", "ltc"), ("大东区", "nursing"), ("铁西区", "nursing"), ("康平县", "nursing"))],
    Case(kind="conversion", district="皇姑区", beds=60, parent="busy", convert_to="nursing"),      # its beds are not idle
    Case(kind="relocation", district="于洪区", beds=0, parent="small"),
    Case(kind="relocation", district="浑南区", beds=0, parent="small", moved=True),
    Case(kind="relocation", district="沈北新区", beds=0, parent="small", parent_district="皇姑区"),    # leaves its district
    Case(kind="upgrade", district="辽中区", beds=0, parent="secondary", tier="tertiary"),
    Case(kind="upgrade", district="新民市", beds=0, parent="secondary", tier="tertiary"),
    Case(kind="upgrade", district="浑南区", beds=0, parent="small", tier="secondary"),
)
URBAN = (  # half of what was given up, and no tertiary beds more
    *[Case(kind="new", district=d, beds=(30, 80), when=w) for d in OPEN for w in ("ordinary", "early")],
    *[Case(kind="new", district=d, beds=(20, 50), **SMALL, **HERBS) for d in OPEN],
    *[Case(kind="new", district=d, beds=(30, 60), when="early", **BONES) for d in ("和平区", "铁西区", "于洪区")],
    *[Case(kind="new", district=d, beds=(40, 80), **CHILDREN) for d in ("沈河区", "于洪区")],
    *[Case(kind="new", district=d, beds=(20, 60), **MIXED) for d in ("皇姑区", "于洪区", "铁西区")],
    Case(kind="new", district="皇姑区", beds=(30, 60), tier="primary", **MOVEMENT),
    Case(kind="new", district="沈河区", beds=120, tier="tertiary"),
    Case(kind="new", district="铁西区", beds=100, tags="key_project", **WHOLE, **CANCER),
    Case(kind="new", district="于洪区", beds=80, ownership="public", tags="key_project", **CHILDREN),
    *[Case(kind="new", district=d, beds=(30, 50), **ELDERLY) for d in ("和平区", "皇姑区", "于洪区")],
    *[Case(kind="new", district=d, beds=(10, 20), **CENTRE) for d in ("沈河区", "铁西区", "于洪区")],
    *[Case(kind="expansion", district=d, beds=(40, 90), parent="busy", partly=p) for d, p in (("皇姑区", 1.0), ("铁西区", 0.5))],
    Case(kind="branch", district="于洪区", beds=100, parent="tertiary", parent_district="和平区", **WHOLE),
    Case(kind="new", district="沈河区", beds=20, tags="university", tier="primary", ownership="public"),
)
FROZEN = (  # 大东: a warning letter stands; 苏家屯: a deficit is forecast; 法库: last year's deficit
    *[Case(kind="new", district="大东区", beds=(30, 80), when=w) for w in ("ordinary", "early")],
    Case(kind="new", district="大东区", beds=60, ownership="public", tags="key_project", **BONES),
    Case(kind="new", district="大东区", beds=15, **CENTRE),
    Case(kind="expansion", district="大东区", beds=(40, 60), parent="busy"),
    *[Case(kind="new", district="苏家屯区", beds=(40, 90), when=w) for w in ("ordinary", "early", "ordinary")],
    Case(kind="new", district="苏家屯区", beds=30, **SMALL, **HERBS),
    *[Case(kind="new", district="法库县", beds=(40, 90), when=w) for w in ("ordinary", "early")],
    Case(kind="branch", district="法库县", beds=120, parent="tertiary", parent_district="皇姑区", **WHOLE),
)
AROUND = (  # suburb: room under what the fund can pay, secondary and primary first
    *[Case(kind="new", district=d, beds=(60, 150), when=w) for d in ("浑南区", "沈北新区") for w in ("ordinary", "early", "ordinary")],
    *[Case(kind="new", district=d, beds=(40, 100), **SMALL) for d in ("浑南区", "沈北新区")],
    *[Case(kind="new", district=d, beds=(60, 120), **k) for d in ("浑南区", "沈北新区") for k in (BONES, HERBS, CHILDREN, MIXED)],
    *[Case(kind="new", district=d, beds=(30, 60), tier="primary", **MOVEMENT) for d in ("浑南区", "沈北新区")],
    *[Case(kind="branch", district=d, beds=200, parent="tertiary", parent_district=p, **WHOLE)
      for d, p in (("浑南区", "沈河区"), ("沈北新区", "皇姑区"))],
    Case(kind="new", district="浑南区", beds=150, tier="tertiary", **CANCER),
    *[Case(kind="new", district=d, beds=(15, 25), **CENTRE) for d in ("浑南区", "沈北新区")],
    *[Case(kind="new", district=d, beds=(40, 60), **ELDERLY) for d in ("浑南区", "沈北新区")],
    *[Case(kind="expansion", district=d, beds=(40, 100), parent="busy") for d in ("浑南区", "沈北新区")],
)
COUNTRY = (  # 辽中 and 新民 below, 康平 over what the fund can pay
    *[Case(kind="new", district=d, beds=(150, 200), **WHOLE) for d in ("辽中区", "新民市")],
    *[Case(kind="branch", district=d, beds=150, parent="tertiary", parent_district=p, **WHOLE)
      for d, p in (("辽中区", "铁西区"), ("新民市", "沈河区"))],
    *[Case(kind="new", district=d, beds=(50, 120), when=w) for d in ("辽中区", "新民市") for w in ("ordinary", "early", "ordinary")],
    *[Case(kind="new", district=d, beds=(40, 80), **k) for d in ("辽中区", "新民市") for k in (HERBS, BONES)],
    *[Case(kind="new", district="辽中区", beds=(30, 60), **SMALL) for _ in range(2)],
    *[Case(kind="new", district="新民市", beds=(20, 60), when=w, **SMALL) for w in ("ordinary", "early", "ordinary")],   # fewer primary
    *[Case(kind="expansion", district=d, beds=(40, 80), parent="busy") for d in ("辽中区", "新民市")],
    *[Case(kind="new", district="康平县", beds=n, **SMALL) for n in (10, 15, 20)],
    Case(kind="new", district="康平县", beds=20, **HERBS),
    Case(kind="new", district="康平县", beds=80, **WHOLE),
    Case(kind="branch", district="康平县", beds=20, parent="tertiary", parent_district="和平区", **WHOLE),
)
CLOSED = (
    Case(kind="new", district="浑南区", beds=90, bad=REASONS[0]),
    Case(kind="new", district="辽中区", beds=60, bad=REASONS[2], when="early"),
    Case(kind="new", district="沈北新区", beds=50, bad=REASONS[6], **BONES),
    Case(kind="expansion", district="浑南区", beds=50, parent="busy", bad=REASONS[1]),
    Case(kind="new", district="辽中区", beds=80, barred_until="2027-03-31"),
    Case(kind="new", district="浑南区", beds=80, barred_until="2026-12-31", when="early", **CANCER),
    Case(kind="new", district="浑南区", beds=60, barred_until="2025-05-31"),
)
RETURNING = (  # were terminated before; who comes back within two years is barred
    Case(kind="new", district="沈北新区", beds=60, **MIXED),
    Case(kind="new", district="新民市", beds=50, **MOVEMENT),
)
HOSPITALS = (*CHANGES, *URBAN, *FROZEN, *AROUND, *COUNTRY, *CLOSED)

SPECIAL = tuple({"bad": reason} for reason in REASONS) + tuple({"barred_until": d, "when": "early"} for d in BANS)
DEMANDS = {  # near others of their sort, most of them; and in reach of people who have nothing
    "outpatient": Demand({**dict.fromkeys(MAIN, 9), **dict.fromkeys(SUBURB, 7), **dict.fromkeys(COUNTIES, 5)},
                         in_gap=40, sites=36, never=0.02, special=SPECIAL),
    "pharmacy": Demand({**dict.fromkeys(MAIN, 12), **dict.fromkeys(SUBURB, 8), **dict.fromkeys(COUNTIES, 5)},
                       in_gap=60, sites=60, never=0.02, special=SPECIAL),
}
VILLAGE: Words = {"facility": "village_clinic",
                  "apart": {"scheme": "pooled", "tier": "primary", "ownership": "public", "affiliation": "county", "tags": "public_health"}}
STATION: Words = VILLAGE | {"facility": "station"}
STREET: Words = VILLAGE | {"facility": "community_centre"}
CAMPUS: Words = {"facility": "infirmary", "apart": {"scheme": "pooled", "ownership": "public", "tags": "university"}}
HOME: Words = {"facility": "infirmary", "apart": {"scheme": "pooled", "tags": "medical_elderly"}}
CLEAR = (0, 0)
POOLED: Words = {"scheme": "pooled"}
ACCOUNT: Words = {"scheme": "account"}
SPACED = (  # nobody of their sort within 800 m, but for the last group
    *[Wish(district=d, number=n, around=CLEAR, apart=POOLED) for d, n in (
        ("皇姑区", 1), ("铁西区", 3), ("于洪区", 4), ("浑南区", 6), ("苏家屯区", 3), ("沈北新区", 5), ("辽中区", 4), ("新民市", 5),
        ("康平县", 4), ("法库县", 3))],
    *[Wish(district=d, number=1, around=CLEAR, type=t, apart=POOLED)
      for d in (*OPEN, "浑南区", "沈北新区") for t in ("tcm", "internal", "eye")],
    *[Wish(district=d, number=2, around=CLEAR, apart=ACCOUNT)
      for d in ("于洪区", "铁西区", "浑南区", "沈北新区", "辽中区", "新民市", "康平县")],
    *[Wish(district=d, number=2, around=CLEAR, type="dental", apart=s) for d in (*OPEN, *SUBURB, "新民市") for s in (POOLED, ACCOUNT)],
    *[Wish(district=d, number=n, around=CLEAR, facility="pharmacy", type="") for d, n in (
        ("皇姑区", 1), ("铁西区", 5), ("于洪区", 6), ("浑南区", 8), ("苏家屯区", 4), ("沈北新区", 7), ("辽中区", 6), ("新民市", 7),
        ("康平县", 6), ("法库县", 6))],
    *[Wish(district=d, number=n, **VILLAGE)
      for d, n in (("辽中区", 5), ("新民市", 7), ("康平县", 4), ("法库县", 4), ("苏家屯区", 3), ("浑南区", 2))],
    *[Wish(district=d, number=1, around=CLEAR, **STATION) for d in ("于洪区", "浑南区", "沈北新区", "大东区")],
    *[Wish(district=d, number=1, around=CLEAR, **STREET) for d in ("于洪区", "浑南区", "沈北新区")],
    *[Wish(district=d, number=1, **CAMPUS) for d in ("和平区", "皇姑区", "浑南区", "浑南区", "沈北新区", "大东区")],     # 大东 is frozen
    *[Wish(district=d, number=1, around=CLEAR, **HOME) for d in ("铁西区", "于洪区", "浑南区", "沈北新区", "辽中区")],
    *[Wish(district=d, number=3, around=(1, 99), type=t, apart=POOLED) for d in ("和平区", "沈河区", "浑南区") for t in ("general", "tcm")],
    Wish(district="新民市", facility="village_clinic", apart=VILLAGE["apart"] | {"bad": REASONS[0]}),
    Wish(district="沈河区", facility="infirmary", apart=CAMPUS["apart"] | {"bad": REASONS[5]}),
)
