"""Random towns with a figure in every column that some rule reads: hospitals, clinics and pharmacies, funds, ledgers, events, history."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from allocator.domain.city import City, District, Event, Fund, Release, Requirement, Township
from allocator.domain.demand import Demand
from allocator.domain.institution import Application, Institution
from tests.random_towns import NAMES, TIERS, Dice
from tests.towns import AS_OF, LON, YEAR, applies, at, city, clinic, hospital, pharmacy

AREAS = ("dense", "urban", "rural")
LEVELS = ("weak", "fair", "rich")
CAUSES = ("terminated", "withdrawn", "closed", "relocated", "eliminated")
SPECIALTIES, TYPES = ("general", "oncology", "psychiatric"), ("general", "dental", "tcm")
RARE_TAGS = ((), (), (), ("key_project",), ("corps",), ("university",))
APART, STREET = 4000.0, 1000.0          # metres from one district to the next, and from one street to the next


class Made(NamedTuple):
    """What is sorted out before rows are made: districts, their townships' area classes, whether there are hospitals, or shops."""

    names: tuple[str, ...]
    classes: dict[tuple[str, str], str]
    beds: bool
    places: bool


def town(dice: Dice, *, beds: bool, places: bool) -> City:
    """A town of hospitals, of clinics and pharmacies, or of both."""
    names = NAMES[: dice.choice((2, 2, 3))]
    m = Made(names, {(d, t): dice.choice(AREAS) for d in names for t in _streets(d)}, beds, places)
    demand, people = _people(m, dice)
    there = [*(_hospital(f"H{k}", m, dice) for k in range(dice.randint(3, 5) if beds else 0)),
             *(_shop(f"P{k}", m, dice) for k in range(dice.randint(2, 4) if places else 0))]
    standing = [i for i in there if i.status != "exited"]
    wish = [*(_bed_wish(f"A{k}", m, standing, dice) for k in range(dice.randint(2, 5) if beds else 0)),
            *(_shop_wish(f"B{k}", m, standing, dice) for k in range(dice.randint(2, 6 - 2 * beds) if places else 0))]
    pending = (applies("Q1", dice.choice(names), dice.randint(1, 3)),) if beds and dice.random() < 0.2 else ()
    return city([_district(d, people[d], dice) for d in names], there, wish, demand=demand, pending=pending,
                townships=tuple(_township(d, t, c, people[d] // 2, dice) for (d, t), c in m.classes.items()), funds=tuple(_funds(m, dice)),
                requirements=tuple(_requirements(m, dice)), releases=tuple(_releases(m, dice)), events=tuple(_events(there, dice)))


def _streets(district: str) -> tuple[str, str]:
    return f"{district}1", f"{district}2"


def _people(m: Made, dice: Dice) -> tuple[Demand, dict[str, int]]:
    """Four points a district, two a township."""
    rows = [(d, _streets(d)[k // 2], APART * n + STREET * k + dice.randint(0, 999), dice.randint(60, 450))
            for n, d in enumerate(m.names) for k in range(4)]
    demand = Demand.of(codes=[f"D{k:02}" for k in range(len(rows))], district=[d for d, *_ in rows], township=[t for _, t, *_ in rows],
                       lon=[LON] * len(rows), lat=[at(x)["lat"] for *_, x, _ in rows], insured=[n for *_, n in rows],
                       area_class=[m.classes[d, t] for d, t, *_ in rows])
    return demand, {d: sum(n for e, *_, n in rows if e == d) for d in m.names}


def _district(name: str, people: int, dice: Dice) -> District:
    days = {"open_bed_days": 3650, "occupied_bed_days": dice.randint(800, 3900)} if dice.random() < 0.2 else {}
    return District(district=name, insured=people, residents=people + dice.randint(-50, 600), area_km2=Fraction(dice.randint(1, 9)),
                    resource_level=dice.choice(LEVELS), **days)


def _township(district: str, name: str, kind: str, people: int, dice: Dice) -> Township:
    return Township(township=name, district=district, insured=people, residents=people + dice.randint(0, 300), area_class=kind,
                    area_km2=Fraction(dice.randint(1, 5)))


# -- institutions

def _spot(m: Made, dice: Dice) -> dict[str, Any]:
    n, k = dice.randrange(len(m.names)), dice.randrange(4)
    d = m.names[n]
    return {"district": d, "account_district": d, "township": _streets(d)[k // 2], **at(APART * n + STREET * k + dice.randint(0, 999))}


def _owner(dice: Dice) -> dict[str, Any]:
    return {"ownership": dice.choice(("public", "private")), "affiliation": dice.choice(("municipal", "county", "none")),
            "tags": dice.choice(RARE_TAGS), "cost_per_visit": Fraction(dice.randint(50, 90)),
            "reimbursement_share": Fraction(dice.randint(50, 80), 100), "score": Fraction(dice.randint(40, 100))}


def _life(dice: Dice) -> dict[str, Any]:
    """Leaving this year, gone already, suspended, come in lately; mostly none of it."""
    fate, cause = dice.random(), dice.choice(CAUSES)
    if fate < 0.15:
        return {"exited_on": date(YEAR, dice.randint(1, 12), 1), "exit_cause": cause}
    if fate < 0.25:
        return {"exited_on": date(YEAR - 1, dice.randint(1, 9), 1), "exit_cause": cause, "status": "exited"}
    if fate < 0.3:
        return {"status": "suspended"}
    return {"admitted_on": date(YEAR - dice.randint(0, 1), 1, 1) - timedelta(days=1)} if fate < 0.4 else {}


def _hospital(code: str, m: Made, dice: Dice) -> Institution:
    beds = dice.randint(2, 12)
    more = _spot(m, dice) | _owner(dice) | _life(dice) | {
        "tier": dice.choice(TIERS), "specialty": dice.choice(SPECIALTIES[:2]), "doctors": dice.randint(0, 4), "type": "general",
        "licensed_beds": max(1, beds + dice.choice((-3, -1, 0, 0, 1, 1, 2))),
        "admissions": dice.randint(10, 90), "visits": dice.randint(0, 500)}
    more["facility"] = dice.choice(("hospital", "hospital", "township_centre", "public_health_agency"))
    if dice.random() < 0.2:
        more["reducible_beds"] = dice.randint(0, 3)
    if dice.random() < 0.2:
        more |= {"licensed_beds_requested": more["licensed_beds"] + 2, "licensed_approved_on": AS_OF + timedelta(days=dice.randint(-1, 1))}
    if dice.random() < 0.2:
        more["account_district"] = dice.choice(m.names)
    district = more.pop("district")
    return hospital(code, district, beds, use=dice.choice(("0.2", "0.6", "0.84", "0.86", "1.1")), **more)


def _shop(code: str, m: Made, dice: Dice) -> Institution:
    more = _spot(m, dice) | _owner(dice) | _life(dice)
    district = more.pop("district")
    if dice.random() < 0.5:
        return pharmacy(code, district, **more)
    return clinic(code, district, doctors=dice.randint(0, 3), visits=dice.randint(0, 500), **more | _practice(dice))


def _practice(dice: Dice) -> dict[str, Any]:
    return {"type": dice.choice(TYPES), "scheme": dice.choice(("pooled", "account")), "facility": dice.choice(("clinic", "village_clinic"))}


# -- applications

def _asked(dice: Dice) -> dict[str, Any]:
    return _owner(dice) | {
        "stage": dice.choice(("assessed", "assessed", "filed")), "qualified": dice.random() < 0.92,
        "applied_on": AS_OF + timedelta(days=dice.randint(-2, 2)) if dice.random() < 0.7 else None,
        "licensed_on": AS_OF if dice.random() < 0.2 else None, "opened_on": AS_OF + timedelta(days=dice.randint(-1, 1)),
        "moved_by_government": dice.random() < 0.3, **({"barred_until": AS_OF + timedelta(days=1)} if dice.random() < 0.08 else {})}


def _bed_wish(code: str, m: Made, there: Sequence[Institution], dice: Dice) -> Application:
    kind = dice.choice(("new", "new", "new", "branch", "site", "expansion", "conversion", "relocation", "upgrade"))
    homes = [i for i in there if i.category == "inpatient"]
    parent = dice.choice(homes) if homes else None
    kind = kind if parent else "new"
    most = dice.randint(1, min(5, parent.insured_beds) if parent and kind == "conversion" else 5)
    more = _spot(m, dice) | _asked(dice) | {
        "kind": kind, "tier": dice.choice(TIERS), "specialty": dice.choice(SPECIALTIES), "beds_min": dice.randint(1, most),
        "type": "general", "doctors": dice.randint(0, 3), "parent_level": dice.choice(("municipal", "none"))}
    if parent and kind in ("expansion", "conversion", "upgrade"):
        more |= {k: getattr(parent, k) for k in ("district", "township", "lon", "lat", "account_district")}
    if parent and kind not in ("new", "site"):
        more["parent_code"] = parent.code
    if kind == "conversion":
        more |= {"convert_to": dice.choice(("nursing", "rehabilitation", "ltc")), "specialty": "rehabilitation"}
    district = more.pop("district")
    return applies(code, district, most, **more)


def _shop_wish(code: str, m: Made, there: Sequence[Institution], dice: Dice) -> Application:
    shop = dice.random() < 0.5
    sort = {"category": "pharmacy", "facility": "pharmacy"} if shop else _practice(dice) | {"doctors": dice.randint(0, 3)}
    kind = dice.choice(("new", "new", "new", "site", "relocation", "upgrade" if shop else "new"))
    parents = [i for i in there if i.category == ("pharmacy" if shop else "outpatient")]
    more = _spot(m, dice) | _asked(dice) | sort | {"kind": kind if parents or kind in ("new", "site") else "new"}
    old = [i for i in there if i.exit_cause == "terminated"]
    if more["kind"] in ("relocation", "upgrade"):
        more["parent_code"] = dice.choice(parents).code
    elif more["kind"] == "new" and old and dice.random() < 0.5:
        more["parent_code"] = old[0].code                      # who applies anew after the end of a contract
    if more["kind"] == "upgrade":
        home = next(i for i in parents if i.code == more["parent_code"])
        more |= {"tags": ("dual_channel",), **{k: getattr(home, k) for k in ("district", "township", "lon", "lat", "account_district")}}
    district = more.pop("district")
    return applies(code, district, **more)


# -- the other tables

def _funds(m: Made, dice: Dice) -> Iterator[Fund]:
    for d in ("", *m.names):
        for scheme in ("employee", "resident"):
            if dice.random() < 0.3:
                warned = AS_OF - timedelta(days=9) if dice.random() < 0.2 else None
                lifted = AS_OF - timedelta(days=1) if warned and dice.random() < 0.5 else None
                signs = {n: Fraction(dice.choice((-1, 1, 1, 1))) for n in ("current_balance", "cumulative_balance", "forecast_balance")}
                yield Fund(district=d, scheme=scheme, year=YEAR - dice.choice((1, 1, 2)), income=Fraction(dice.randint(1, 9) * 1_000_000),
                           warning_on=warned, warning_lifted_on=lifted, **signs)


def _requirements(m: Made, dice: Dice) -> Iterator[Requirement]:
    for d in m.names:
        if m.beds and dice.random() < 0.15:
            yield Requirement(district=d, category="inpatient", required=dice.randint(0, 9), tier=dice.choice(("tertiary", "secondary")))
        if m.beds and dice.random() < 0.4:
            yield Requirement(district=d, category="inpatient", required=dice.randint(0, 9), specialty=dice.choice(SPECIALTIES))
        if m.places and dice.random() < 0.5:
            yield Requirement(district=d, category="outpatient", required=dice.randint(0, 3), type=dice.choice(TYPES), unit="institutions")
        if m.places and dice.random() < 0.4:
            yield Requirement(district=d, category="pharmacy", required=dice.randint(0, 3), unit="institutions")


def _releases(m: Made, dice: Dice) -> Iterator[Release]:
    sorts = ["inpatient"] * m.beds + ["outpatient", "pharmacy"] * m.places
    for k in range(dice.randint(0, 4)):
        sort = dice.choice(sorts)
        yield Release(year=YEAR - dice.randint(0, 1), code=f"X{k}", district=dice.choice(m.names), category=sort, cause=dice.choice(CAUSES),
                      beds=dice.randint(1, 9) if sort == "inpatient" else 0, scheme="pooled" if sort == "outpatient" else "")


def _events(there: Sequence[Institution], dice: Dice) -> Iterator[Event]:
    for i in there:
        if dice.random() < 0.1:
            day = AS_OF - timedelta(days=dice.randint(0, 200))
            yield Event(code=i.code, date=day, kind=dice.choice(("minor_breach", "serious_breach")))
