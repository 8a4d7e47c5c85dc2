"""Figures of a record by district and category, as several sheets show them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from allocator import words
from allocator.measures import stock
from allocator.report.context import Context, Record
from allocator.report.counting import Count
from allocator.report.terms import exact, term

TERMS = ("current", "exited", "reduced", "converted", "moved_out", "moved_in", "expanded", "admitted")
SIGNS = dict(zip(TERMS, "+---" "-+++", strict=True))


def bed_rows(c: Context, district: str | None = None, tiers: Sequence[str] | None = None) -> list[Record]:
    """The `beds` rows of a district (all where None) and of some tiers (all where None)."""
    return [r for r in c.record["beds"] if district in (None, r["district"]) and (tiers is None or r["tier"] in tiers)]


def beds(c: Context, key: str, district: str | None = None, tiers: Sequence[str] | None = None) -> int:
    """One figure of the `beds` rows, summed."""
    return sum(int(r[key]) for r in bed_rows(c, district, tiers))


def count(c: Context, district: str, category: str) -> Count:
    """Institutions before and after, where they stand."""
    return c.counts[district, category]


def insured(c: Context, district: str | None = None) -> int:
    """Insured people of a district, or of the city."""
    return c.case.city.insured if district is None else c.case.city.by_district[district].insured


def use(c: Context, district: str | None = None) -> Fraction | None:
    """Bed use on the day of the data."""
    return stock.occupancy(c.case.city, c.districts if district is None else (district,))


def state(c: Context, district: str) -> Record | None:
    """The district's row of `needs` over all tiers."""
    return next((n for n in c.record["needs"] if n["scope"] == "district" and n["district"] == district and not n["tier"]), None)


def needs_of(c: Context, scope: str) -> list[Record]:
    """Rows of `needs` by tier, of one scope."""
    return [n for n in c.record["needs"] if n["scope"] == scope and n["tier"]]


def comparable(c: Context) -> bool:
    """Whether the districts' required beds are those of all tiers, so that planned less required means something."""
    whole = sum(int(n["required"] or 0) for n in needs_of(c, "city"))
    rows = [state(c, d) for d in c.districts]
    return bool(whole) and whole == sum(int(r["required"] or 0) for r in rows if r)


@dataclass(frozen=True)
class Circle:
    """Coverage by one rule: one row a district."""

    category: str
    rows: tuple[Record, ...]

    def of(self, district: str | None) -> list[Record]:
        """The row of a district, or all."""
        return [r for r in self.rows if district in (None, r["district"])]


def circles(c: Context) -> list[Circle]:
    """Coverage rows rule by rule: a new rule begins where the category changes or a district comes again."""
    made: list[list[Record]] = []
    for r in c.record["coverage"]:
        if not made or r["category"] != made[-1][0]["category"] or any(r["district"] == x["district"] for x in made[-1]):
            made.append([])
        made[-1].append(r)
    return [Circle(rows[0]["category"], tuple(rows)) for rows in made]


def transferred(c: Context, district: str) -> dict[str, int]:
    """Beds that cross the district's border: in and out."""
    across = [t for t in c.record["transfers"] if t["from"] != t["to"] and t["unit"] == "beds"]
    return {"in": sum(t["beds"] for t in across if t["to"] == district), "out": sum(t["beds"] for t in across if t["from"] == district)}


def frozen(c: Context, district: str) -> list[Record]:
    """Findings of freezes that hold in a district."""
    return [f for f in c.findings("freeze") if f["subject"] == district and f["verdict"] != "not_applicable"]


def frozen_categories(c: Context, district: str) -> list[str]:
    """Categories that some freeze closes in a district."""
    ids = {f["rule"] for f in frozen(c, district)}
    closed = {x for r in c.case.policy if r.id in ids for x in getattr(r, "categories", ())}
    return [x for x in c.categories if x in closed]


def milestone_name(c: Context, m: Record) -> str:
    """Year, resource and figure of a milestone."""
    rule = next((r for r in c.case.policy.of_kind("density_limit") if r.id == m["rule"]), None)
    if rule is None:
        return str(m["rule"])
    return words.say("report.milestone.name", year=m["year"], resource=words.say(f"report.resource.{rule.resource}"),
                     per=words.say(f"report.per.{rule.per}"), base=words.say(f"report.base.{rule.base}"), value=short(m["value"]),
                     unit=term(m["unit"], "unit"))


def short(figure: object) -> str:
    """A figure in a sentence, to two places."""
    value = exact(figure)
    return "" if value is None else f"{float(value):,.2f}".rstrip("0").rstrip(".")
