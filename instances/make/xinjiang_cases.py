"""Who applies in Changji, and for what: every class that the notice speaks of, on both sides of every test."""
from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cases import Case, between
from spaced_wishes import Wish
from town import Row

Words = dict[str, Any]
REASONS = ("未取得有效执业许可", "科室和设备不符合设置标准", "药品经营质量管理规范检查不合格", "无执业药师在岗", "医保信息系统未完成改造")
PLAN_START = date(2025, 1, 1)
COUNTIES = ("昌吉市", "阜康市", "呼图壁县", "玛纳斯县", "奇台县", "吉木萨尔县", "木垒哈萨克自治县")
WHOLE: Words = {"tier": "secondary", "ownership": "public"}
SMALL: Words = {"tier": "primary"}
HERBS: Words = {"type": "tcm", "specialty": "tcm"}
EYES: Words = {"type": "specialised", "specialty": "eye", "tier": "ungraded"}
MOVEMENT: Words = {"type": "specialised", "specialty": "rehabilitation", "tier": "primary"}
CENTRE: Words = {"facility": "township_centre", "tier": "primary", "ownership": "public", "tags": "public_health"}
FARM: Words = CENTRE | {"tags": "corps;public_health"}


@dataclass(frozen=True)
class Openings:
    """Applications between two days by those who opened before the plan's start (`old`) or in its period (`fresh`); otherwise either."""

    first: date
    last: date
    start: date

    def dated(self, rng: random.Random, when: str) -> Row:
        """Dates of licence, opening and application."""
        fresh = when == "fresh" or (when != "old" and rng.random() < 0.5)
        opened = between(rng, self.start, self.first - timedelta(days=20)) if fresh else between(
            rng, date(2021, 3, 1), self.start - timedelta(days=1))
        licensed = opened - timedelta(days=rng.randint(5, 40))
        return {"licensed_on": licensed.isoformat(), "opened_on": opened.isoformat(),
                "applied_on": between(rng, self.first, self.last).isoformat()}


SEASON = Openings(date(2025, 7, 1), date(2025, 11, 28), PLAN_START)

HOSPITALS = (
    Case(kind="upgrade", district="木垒哈萨克自治县", beds=0, parent="rising", tier="secondary"),     # its first public one of level two
    Case(kind="upgrade", district="昌吉市", beds=0, parent="small", tier="secondary"),
    Case(kind="relocation", district="呼图壁县", beds=0, parent="small", moved=True),
    Case(kind="relocation", district="昌吉市", beds=0, parent="small"),
    Case(kind="relocation", district="吉木萨尔县", beds=0, parent="small", parent_district="昌吉市"),     # leaves its county
    *[Case(kind="new", district="昌吉市", beds=(40, 100), when=w) for w in ("fresh", "old", "fresh")],
    *[Case(kind="new", district="昌吉市", beds=(30, 60), **k) for k in (HERBS, EYES, MOVEMENT, SMALL)],
    Case(kind="new", district="昌吉市", beds=120, tier="tertiary", ownership="public"),
    Case(kind="branch", district="吉木萨尔县", beds=60, parent="tertiary", parent_district="昌吉市", **WHOLE),
    Case(kind="branch", district="木垒哈萨克自治县", beds=50, parent="tertiary", parent_district="昌吉市", **WHOLE),
    *[Case(kind="expansion", district=d, beds=(30, 60), parent="busy") for d in ("昌吉市", "呼图壁县", "吉木萨尔县")],
    *[Case(kind="new", district="呼图壁县", beds=(30, 60), when=w) for w in ("fresh", "old")],
    *[Case(kind="new", district="呼图壁县", beds=(20, 40), **k) for k in (SMALL, HERBS)],
    *[Case(kind="new", district="吉木萨尔县", beds=(30, 50), **k) for k in (WHOLE, HERBS, SMALL)],
    *[Case(kind="new", district="木垒哈萨克自治县", beds=(20, 40), **k) for k in (WHOLE, SMALL)],
    # counties with a deficit: 阜康 forecast, 玛纳斯 of the year, 奇台 of the years together
    *[Case(kind="new", district=d, beds=(30, 80)) for d in ("阜康市", "玛纳斯县", "奇台县")],
    *[Case(kind="expansion", district=d, beds=(30, 60), parent="busy") for d in ("阜康市", "奇台县")],
    Case(kind="new", district="奇台县", beds=15, **CENTRE),           # taken in all the same
    Case(kind="new", district="玛纳斯县", beds=20, **FARM),
    Case(kind="new", district="呼图壁县", beds=20, **FARM),
    Case(kind="new", district="昌吉市", beds=10, **CENTRE),
    Case(kind="new", district="昌吉市", beds=60, bad=REASONS[0]),
    Case(kind="new", district="吉木萨尔县", beds=40, bad=REASONS[1]),
    Case(kind="new", district="昌吉市", beds=50, barred_until="2026-12-31"),
    Case(kind="new", district="呼图壁县", beds=40, barred_until="2025-06-30"),
)

PUBLIC: Words = {"scheme": "pooled", "tier": "primary", "ownership": "public", "affiliation": "county", "tags": "public_health"}
VILLAGE: Words = {"facility": "village_clinic", "classes": ("rural",), "apart": PUBLIC}
COMPANY: Words = {"facility": "village_clinic", "apart": PUBLIC | {"tags": "corps;public_health"}}
SHOP: Words = {"facility": "pharmacy", "type": "", "metres": 800.0}
BUILT_UP, WIDE = ("dense", "urban"), 2000.0
POOLED, ACCOUNT = {"scheme": "pooled"}, {"scheme": "account"}
FARMS = {"昌吉市": ("兵团军户农场", "兵团共青团农场"), "呼图壁县": ("兵团芳草湖总场", "兵团一零五团"),
         "玛纳斯县": ("兵团一四七团", "兵团一五零团"), "吉木萨尔县": ("兵团农六师红旗农场",),
         "奇台县": ("兵团农六师北塔山牧场",), "阜康市": ("兵团六运湖农场",)}

CLINICS = (  # in built-up areas with none, one, two and more within 2,000 m
    *[Wish(district="阜康市", number=2, around=(0, 0), metres=WIDE, townships=("准东街道",), apart=s) for s in (POOLED, ACCOUNT)],
    Wish(district="木垒哈萨克自治县", number=4, around=(1, 1), metres=WIDE, townships=("木垒镇",), apart=POOLED),
    Wish(district="吉木萨尔县", number=2, around=(0, 1), metres=WIDE, townships=("吉木萨尔镇",), apart=POOLED),
    Wish(district="吉木萨尔县", number=3, around=(2, 2), metres=WIDE, townships=("吉木萨尔镇",), apart=POOLED),
    Wish(district="昌吉市", number=3, around=(0, 1), metres=WIDE, townships=("绿洲路街道",), apart=POOLED),
    Wish(district="昌吉市", number=2, around=(0, 0), metres=WIDE, townships=("绿洲路街道",), apart=POOLED),
    Wish(district="昌吉市", number=3, around=(2, 3), metres=WIDE, townships=("绿洲路街道",), apart=ACCOUNT),
    *[Wish(district=d, number=n, around=(4, 999), metres=WIDE, classes=BUILT_UP, apart=POOLED)
      for d, n in (("昌吉市", 9), ("呼图壁县", 4), ("玛纳斯县", 3), ("奇台县", 4))],
    # dental and eye clinics, in town and in the country
    *[Wish(district=d, number=n, type=t, classes=("rural",), apart=s) for d, n, t, s in (
        ("昌吉市", 3, "dental", POOLED), ("昌吉市", 1, "eye", ACCOUNT), ("呼图壁县", 2, "dental", ACCOUNT),
        ("吉木萨尔县", 1, "dental", POOLED), ("木垒哈萨克自治县", 1, "eye", POOLED), ("奇台县", 1, "dental", ACCOUNT))],
    *[Wish(district=d, number=n, classes=("rural",), apart=POOLED) for d, n in (
        ("昌吉市", 6), ("呼图壁县", 5), ("吉木萨尔县", 4), ("木垒哈萨克自治县", 3), ("玛纳斯县", 2), ("阜康市", 2))],
    *[Wish(district=d, number=n, **VILLAGE) for d, n in (
        ("昌吉市", 5), ("呼图壁县", 5), ("吉木萨尔县", 4), ("木垒哈萨克自治县", 4), ("奇台县", 3), ("玛纳斯县", 2), ("阜康市", 2))],
    *[Wish(district=d, number=1, townships=(t,), **COMPANY) for d, ts in FARMS.items() for t in ts],
    Wish(district="呼图壁县", facility="village_clinic", classes=("rural",), apart=PUBLIC | {"bad": REASONS[1]}),
    Wish(district="昌吉市", facility="clinic", classes=BUILT_UP, apart=POOLED | {"bad": REASONS[0]}),
    Wish(district="昌吉市", facility="clinic", classes=("rural",), apart=POOLED | {"barred_until": "2027-06-30"}),
    Wish(district="昌吉市", facility="clinic", classes=("rural",), apart=POOLED | {"barred_until": "2025-06-30"}),
)
SHOPS = (  # within 800 m: none, one, two and more
    *[Wish(district=d, number=n, around=a, classes=BUILT_UP, **SHOP) for d, ns in (
        ("昌吉市", (6, 4, 5, 14)), ("阜康市", (3, 1, 1, 3)), ("呼图壁县", (4, 3, 3, 6)), ("玛纳斯县", (2, 1, 1, 3)),
        ("奇台县", (3, 2, 2, 4)), ("吉木萨尔县", (4, 3, 3, 5)), ("木垒哈萨克自治县", (3, 2, 2, 3)))
      for n, a in zip(ns, ((0, 0), (1, 1), (2, 2), (3, 999)), strict=True)],
    # at the edge of the 800 m that may as well be 1,000 m: nobody within 800
    *[Wish(district=d, number=3, around=(0, 0), classes=BUILT_UP, **SHOP) for d in ("昌吉市", "呼图壁县")],
    Wish(district="昌吉市", classes=BUILT_UP, facility="pharmacy", type="", apart={"bad": REASONS[2]}),
    Wish(district="呼图壁县", classes=BUILT_UP, facility="pharmacy", type="", apart={"bad": REASONS[3]}),
    Wish(district="昌吉市", around=(0, 1), classes=BUILT_UP, facility="pharmacy", type="", apart={"barred_until": "2026-12-31"}),
)
