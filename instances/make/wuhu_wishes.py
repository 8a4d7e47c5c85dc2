"""Who applies in Wuhu, and for what: every class that the plan speaks of, on both sides of every test."""
from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from siting import Ground, crowded_places, gap_places, settle_never
from shops import clinic, pharmacy
from stock import WORDS, Names
from town import Row, stream
from wishes import REASONS, Case, Hospitals, Transition, dated, refused, scored, site

RULE = Transition(licence_before=date(2026, 7, 1), apply_by=date(2026, 6, 30))
PROVINCIAL, MUNICIPAL = ("provincial", "省示例大学附属医院"), ("municipal", "市示例第一人民医院（外市）")

ORDINARY = [
    # the two short counties that are well used
    *[Case(kind="new", district="无为市", beds=(60, 150), when=w) for w in ("ordinary", "early") * 3],
    *[Case(kind="new", district="无为市", beds=(60, 120), specialty="oncology", type="specialised", when=w) for w in ("ordinary", "early")],
    Case(kind="new", district="无为市", beds=(50, 90), type="tcm", specialty="tcm"),
    Case(kind="new", district="无为市", beds=(40, 80), type="specialised", specialty="paediatric"),
    Case(kind="new", district="无为市", beds=(40, 80), type="specialised", specialty="orthopaedic", tier="primary"),
    Case(kind="new", district="无为市", beds=(30, 60), specialty="geriatric", tier="primary", partly=0.7),
    Case(kind="new", district="无为市", beds=(100, 180), tier="tertiary", when="early", ownership="public"),
    *[Case(kind="expansion", district="无为市", beds=(60, 160), parent="busy", partly=p) for p in (1.0, 1.0, 0.6, 0.7)],
    Case(kind="branch", district="无为市", beds=(60, 120), parent="secondary", parent_district="弋江区"),
    Case(kind="branch", district="无为市", beds=(50, 90), parent="secondary"),
    *[Case(kind="new", district="南陵县", beds=(50, 130), when=w) for w in ("ordinary", "early", "ordinary", "early")],
    Case(kind="new", district="南陵县", beds=(50, 100), specialty="oncology", type="specialised"),
    Case(kind="new", district="南陵县", beds=(40, 80), type="tcm", specialty="tcm"),
    Case(kind="new", district="南陵县", beds=(30, 60), tier="primary", partly=0.5),
    *[Case(kind="expansion", district="南陵县", beds=(40, 110), parent="busy", partly=p) for p in (1.0, 0.6, 1.0)],
    Case(kind="branch", district="南陵县", beds=(50, 100), parent="secondary", parent_district="鸠江区"),
    # short but under-used: new ones wait, a full hospital may grow by swap, the others may not
    *[Case(kind="new", district="湾沚区", beds=(50, 120), when=w) for w in ("ordinary", "early", "ordinary")],
    Case(kind="new", district="湾沚区", beds=60, specialty="oncology", type="specialised"),
    *[Case(kind="expansion", district="湾沚区", beds=(30, 70), parent="busy") for _ in range(2)],
    *[Case(kind="expansion", district="湾沚区", beds=(30, 70), parent="idle") for _ in range(2)],
    # the centre and 繁昌 have beds enough
    *[Case(kind="new", district="镜湖区", beds=(40, 120), when=w) for w in ("ordinary", "early", "ordinary")],
    Case(kind="new", district="镜湖区", beds=80, specialty="oncology", type="specialised"),
    Case(kind="expansion", district="镜湖区", beds=(40, 80), parent="busy"),
    *[Case(kind="new", district="弋江区", beds=(40, 120), when=w) for w in ("ordinary", "early", "ordinary")],
    Case(kind="new", district="弋江区", beds=60, specialty="oncology", type="specialised", when="early"),
    Case(kind="expansion", district="弋江区", beds=(40, 80), parent="busy"),
    *[Case(kind="new", district="鸠江区", beds=(40, 100), when=w) for w in ("ordinary", "early")],
    Case(kind="new", district="鸠江区", beds=60, specialty="oncology", type="specialised"),
    Case(kind="expansion", district="鸠江区", beds=(30, 80), parent="busy"),
    Case(kind="expansion", district="鸠江区", beds=(30, 60), parent="idle"),
    *[Case(kind="new", district="繁昌区", beds=(30, 80), when=w) for w in ("ordinary", "early")],
    Case(kind="expansion", district="繁昌区", beds=(20, 50), parent="busy"),
]
CONTROLLED = [
    *[Case(kind="new", district=d, beds=(40, 100), specialty="psychiatric", type="specialised") for d in ("无为市", "镜湖区")],
    Case(kind="expansion", district="鸠江区", beds=30, parent="control"),
    *[Case(kind="new", district=d, beds=(30, 80), specialty="rehabilitation", type="specialised", tier="primary") for d in ("无为市", "南陵县", "弋江区")],
]
EXEMPT = [
    Case(kind="new", district="无为市", beds=60, specialty="oncology", type="specialised", tier="tertiary", ownership="public", tags="key_project"),
    Case(kind="new", district="南陵县", beds=50, specialty="cardiovascular", type="specialised", ownership="public", tags="key_project"),
    Case(kind="new", district="湾沚区", beds=40, ownership="public", tags="key_project", when="early"),
    *[Case(kind="new", district=d, beds=20, facility=f, tier="primary", ownership="public", tags="public_health", when=w)
      for d, f, w in (("无为市", "township_centre", "ordinary"), ("无为市", "township_centre", "early"), ("南陵县", "township_centre", "ordinary"),
                      ("湾沚区", "township_centre", "ordinary"), ("鸠江区", "community_centre", "early"))],
    *[Case(kind="new", district=d, beds=20, facility="hospice", specialty="hospice", type="other", tier="ungraded", when=w)
      for d, w in (("无为市", "ordinary"), ("弋江区", "early"), ("湾沚区", "ordinary"), ("鸠江区", "ordinary"))],
    # branches of tertiary hospitals: in a weak county, in a weak one that is frozen, in districts that are not weak
    Case(kind="branch", district="无为市", beds=80, tier="tertiary", ownership="public", outside=PROVINCIAL),
    Case(kind="branch", district="南陵县", beds=60, tier="tertiary", ownership="public", parent="tertiary", parent_district="镜湖区"),
    Case(kind="branch", district="湾沚区", beds=60, tier="tertiary", ownership="public", outside=MUNICIPAL, when="early"),
    Case(kind="branch", district="弋江区", beds=80, tier="tertiary", ownership="public", outside=PROVINCIAL),
    Case(kind="branch", district="镜湖区", beds=60, tier="tertiary", ownership="public", parent="tertiary", parent_district="弋江区"),
]
TRANSITION = [
    Case(kind="new", district="无为市", beds=30, tier="primary", when="transition"),
    Case(kind="new", district="湾沚区", beds=30, tier="primary", when="transition"),
    Case(kind="new", district="镜湖区", beds=20, specialty="psychiatric", type="specialised", tier="primary", when="on_both"),
    Case(kind="new", district="鸠江区", beds=20, specialty="kidney", type="specialised", tier="ungraded", when="transition"),
    Case(kind="new", district="繁昌区", beds=30, tier="primary", when="applied_late"),
    Case(kind="new", district="南陵县", beds=40, tier="primary", when="licensed_late"),
    Case(kind="new", district="弋江区", beds=30, tier="primary", when="transition", bad="医保信息系统未完成改造"),
]
STOCK = [  # changes of what is there
    *[Case(kind="conversion", district=d, beds=n, parent="spare", convert_to=c) for d, n, c in (
        ("镜湖区", 40, "nursing"), ("弋江区", 30, "ltc"), ("鸠江区", 40, "nursing"), ("繁昌区", 20, "nursing"),
        ("镜湖区", 30, "rehabilitation"), ("弋江区", 20, "nursing"))],
    Case(kind="conversion", district="南陵县", beds=30, parent="busy", convert_to="nursing"),
    Case(kind="relocation", district="湾沚区", beds=0, parent="small", parent_district="镜湖区", moved=True),
    Case(kind="relocation", district="鸠江区", beds=0, parent="small"),
    Case(kind="relocation", district="无为市", beds=0, parent="small"),
    Case(kind="upgrade", district="无为市", beds=0, parent="secondary", tier="tertiary"),
    Case(kind="upgrade", district="弋江区", beds=0, parent="small", tier="secondary"),
]
CLOSED = [  # disqualified or barred; one ban has run out
    Case(kind="new", district="无为市", beds=90, bad=REASONS[1]),
    Case(kind="new", district="南陵县", beds=60, bad=REASONS[3], when="early"),
    Case(kind="expansion", district="无为市", beds=50, parent="busy", bad=REASONS[1]),
    Case(kind="new", district="南陵县", beds=80, barred_until="2027-03-31"),
    Case(kind="new", district="无为市", beds=100, barred_until="2026-12-31", specialty="oncology", type="specialised"),
    Case(kind="new", district="无为市", beds=60, barred_until="2026-06-30"),
]
SITES = [Case(kind="site", district=d, beds=50, specialty="oncology", type="specialised") for d in ("无为市", "南陵县")]

CLINICS = {"镜湖区": 14, "弋江区": 32, "鸠江区": 15, "湾沚区": 10, "繁昌区": 10, "南陵县": 20, "无为市": 36}
PHARMACIES = {"镜湖区": 14, "弋江区": 16, "鸠江区": 18, "湾沚区": 8, "繁昌区": 7, "南陵县": 9, "无为市": 16}
# Applications in reach of people who have nothing, and unnamed sites there.
IN_THE_GAP = {"outpatient": (22, 26), "pharmacy": (44, 56)}
NEVER = 0.036                                        # share of people whom no candidate reaches


def applications(institutions: Sequence[Row], townships: Sequence[Row], grounds: Mapping[str, Ground], names: Names, seed: int) -> list[Row]:
    """Every application and site."""
    hospitals = Hospitals(institutions, townships, names, RULE, stream(seed, "applications/inpatient"))
    rows = [hospitals.row(c) for c in (*STOCK, *ORDINARY, *CONTROLLED, *EXEMPT, *TRANSITION, *CLOSED)]
    rows += _small("outpatient", CLINICS, grounds["outpatient"], institutions, names, seed)
    rows += _small("pharmacy", PHARMACIES, grounds["pharmacy"], institutions, names, seed)
    for row in (hospitals.row(c) for c in SITES):
        rows.append(row | {"code": names.code("S")})
    for category, ground in grounds.items():
        rows += _sites(category, ground, names)
    return rows


def _small(category: str, numbers: Mapping[str, int], ground: Ground, institutions: Sequence[Row], names: Names, seed: int) -> list[Row]:
    """Clinics or pharmacies that apply: in the gap, where others are, of each special class, and moves."""
    rng = stream(seed, f"applications/{category}")
    settle_never(ground, NEVER)
    places = gap_places(ground, IN_THE_GAP[category][0])
    for district, number in numbers.items():
        places += crowded_places(ground, district, number)
    rng.shuffle(places)
    special = _special(category)
    rows = [_applicant(category, p, ground, names, rng, special[i] if i < len(special) else {}) for i, p in enumerate(places)]
    return rows + _moves(category, ground, institutions, names, rng)


def _special(category: str) -> list[Row]:
    """What sets the first applicants apart."""
    rows: list[Row] = [{"_when": w} for w in ("transition",) * 4 + ("on_both", "applied_late", "licensed_late")]
    rows += [{"_bad": reason} for reason in REASONS] + [{"_bad": REASONS[0], "_when": "transition"}]
    rows += [{"barred_until": d} for d in ("2027-06-30", "2026-12-31", "2026-03-31")]
    if category == "outpatient":
        rows += [{"_facility": "clinic", "type": "massage", "tags": "blind_massage", "_district": d} for d in ("镜湖区", "弋江区", "无为市", "南陵县")]
        rows += [{"_facility": f, "type": "general", "tags": "public_health", "_district": d} for f, d in (
            ("station", "镜湖区"), ("station", "弋江区"), ("village_clinic", "无为市"), ("village_clinic", "南陵县"), ("station", "湾沚区"))]
        rows += [{"_facility": "clinic", "type": "dental", "_when": "transition"}]
    return rows


def _applicant(category: str, place: Row, ground: Ground, names: Names, rng: random.Random, special: Row) -> Row:
    """One clinic or pharmacy that applies."""
    if "_district" in special:
        place = crowded_places(ground, special["_district"], 1)[0]
    rural = ground.points[place["_point"]]["area_class"] == "rural"
    row = pharmacy(place, names, rng) if category == "pharmacy" else clinic(place, rural, names, rng)
    if category == "outpatient" and row["tags"]:      # who is exempt is chosen on purpose, above
        row |= {"facility": "clinic", "type": "general", "specialty": "general", "tier": "ungraded", "tags": "", "ownership": "private",
                "affiliation": "none", "name": names.name(place["district"], "诊所")}
    if "_facility" in special:
        row |= _kind(special, place, names)
    bad = special.get("_bad", "")
    when = special.get("_when") or rng.choices(("ordinary", "early"), (3, 2))[0]
    return row | {k: v for k, v in special.items() if not k.startswith("_")} | {"code": names.code("A"), "kind": "new"} | dated(rng, when, RULE) | (
        scored(rng, bool(bad))) | refused(bad)


def _kind(special: Row, place: Row, names: Names) -> Row:
    """Columns that follow from what a special clinic is."""
    facility, public = special["_facility"], special.get("tags") == "public_health"
    word = WORDS.get(special["type"], WORDS[facility]) if special["type"] in ("massage", "dental") else WORDS[facility]
    return {"facility": facility, "tier": "primary" if public else "ungraded", "ownership": "public" if public else "private",
            "affiliation": "county" if public else "none", "specialty": "dental" if special["type"] == "dental" else "general",
            "name": names.name(place["district"], word)}


def _moves(category: str, ground: Ground, institutions: Sequence[Row], names: Names, rng: random.Random) -> list[Row]:
    """Relocations within the district, one of them planned by the government."""
    pool = [r for r in institutions if r["category"] == category and r["status"] == "active" and "exited_on" not in r]
    rows = []
    for i, parent in enumerate(rng.sample(pool, 4)):
        place = crowded_places(ground, parent["district"], 1)[0]
        same = {k: parent.get(k, "") for k in ("name", "category", "scheme", "facility", "type", "tier", "specialty", "ownership", "affiliation",
                                               "tags", "doctors", "cost_per_visit", "reimbursement_share")}
        dates = dated(rng, "ordinary", RULE) | {"licensed_on": parent["admitted_on"], "opened_on": ""}
        rows.append(place | same | {"code": names.code("A"), "kind": "relocation", "parent_code": parent["code"], "parent_name": parent["name"],
                                    "moved_by_government": "yes" if i == 0 else "no"} | dates | scored(rng) | refused(""))
    return rows


def _sites(category: str, ground: Ground, names: Names) -> list[Row]:
    """Unnamed potential locations in the gap."""
    rows = []
    for place in gap_places(ground, IN_THE_GAP[category][1]):
        rural = ground.points[place["_point"]]["area_class"] == "rural"
        facility = "pharmacy" if category == "pharmacy" else "village_clinic" if rural else "clinic"
        rows.append(site(place, category, facility, names))
    return rows
