"""Faults of the policy model."""
from __future__ import annotations

from tests.reading.faults.base import Fault, edited, good, swap

FILE = "town-model.yaml"


def one(name: str, old: str, new: str, place: str, says: str, **more: object) -> Fault:
    """The good model with one part replaced."""
    return edited(name, FILE, old, new, place if place.startswith("town.") else f"{FILE}:{place}", says, **more)


PREFERRED = "  - id: preferred\n    kind: priority\n    clause: {document: plan, article: 五, says: 择优}\n    points: 1\n"
POINTS = swap(good(FILE), "  - id: tiers", PREFERRED + "  - id: tiers")
ZONED = swap(good(FILE), "    scope: city\n    value: {parameter: bed_limit}", "    scope: zone\n    value: {parameter: bed_limit}")

FAULTS: list[Fault] = [
    one("model-duplicate-key", "    status: draft", "    status: draft\n    title: b", "8:5", "first at"),
    one("model-key-unknown", "partial: no", "partail: no", "16:1", "Did you mean 'partial'?"),
    one("model-name-missing", "name: town\n", "", "1:1", "'name' is missing"),
    one("model-documents-missing", "documents:\n  plan:", "zone_map:\n  plan:", "3:1", "unknown key", count=11),
    one("model-document-key-unknown", "    issuer:", "    isuer:", "6:5", "Did you mean 'issuer'?"),
    one("model-period-backwards", "[2026-01-01, 2028-12-31]", "[2028-12-31, 2026-01-01]", "9:15", "before it begins"),
    one("model-period-of-one-day", "[2026-01-01, 2028-12-31]", "[2026-01-01]", "9:15", "missing"),
    one("model-period-is-text", "[2026-01-01, 2028-12-31]", "2026-2028", "9:15", "a list was expected"),
    one("model-period-over", "[2026-01-01, 2028-12-31]", "[2023-01-01, 2025-12-31]", "town.yaml:4:7", "outside the period"),
    one("model-zone-of-nowhere", "centre: [东区]", "centre: [东城区]", "10:18", "no district '东城区'. Did you mean '东区'?"),
    one("model-zone-is-no-list", "centre: [东区]", "centre: 东区", "10:17", "a list was expected"),
    one("model-parameter-without-source", "{default: no, source: a fact of the year}", "{default: no}", "13:14", "source' is missing"),
    one("model-parameter-without-default", "{default: no, source: a fact of the year}", "{source: a fact}", "13:14", "default' is missing"),
    one("model-parameter-unknown", "reuse: {parameter: reuse}", "reuse: {parameter: reused}", "43:24", "Did you mean 'reuse'?"),
    one("model-partial-is-text", "partial: no", "partial: never", "16:10", "yes or no was expected"),
    one("model-rule-without-kind", "    kind: swap\n", "", "40:5", "without its kind"),
    one("model-kind-unknown", "kind: swap", "kind: swop", "41:11", "Did you mean 'swap'?"),
    one("model-rule-twice", "- id: swap", "- id: bed-total", "40:9", "first at"),
    one("model-rule-without-id", "  - id: swap\n    kind", "  - kind", "40:5", "'id' is missing"),
    one("model-rule-without-clause", "    clause: {document: plan, article: 四（四）, says: 减一增一}\n", "", "40:5",
        "'clause' is missing"),
    one("model-rule-is-text",
        "  - id: swap\n    kind: swap\n    clause: {document: plan, article: 四（四）, says: 减一增一}\n    reuse: {parameter: reuse}",
        "  - swap", "40:5", "keys with values were expected"),
    one("model-field-unknown", "    base: insured\n    scope: city\n    value: 5.97",
        "    bsae: insured\n    scope: city\n    value: 5.97", "36:5",
        "Did you mean 'base'?"),
    one("model-field-unknown-below", "any_of: [{occupancy_below", "any_of: [{occupancy_bellow", "60:15", "Did you mean 'occupancy_below'?"),
    one("model-document-unknown", "{document: plan, article: 四（四）", "{document: plam, article: 四（四）", "42:24",
        "Did you mean 'plan'?"),
    one("model-clause-key-unknown", "article: 四（四）", "artical: 四（四）", "42:30", "Did you mean 'article'?"),
    one("model-strictness-unknown", "strictness: must", "strictness: maybe", "22:17", "cannot be 'maybe'"),
    one("model-strictness-later", "{2026: should, 2028: must}", "{2027: should, 2028: must}", "32:17", "nothing for 2026"),
    one("model-strictness-without-years", "{2026: should, 2028: must}", "{2026: should, later: must}", "32:17", "years as keys"),
    one("model-strictness-unknown-in-its-year", "{2026: should, 2028: must}", "{2026: perhaps, 2028: must}", "32:24",
        "cannot be 'perhaps'"),
    one("model-figure-is-text", "    value: 5.97", "    value: six", "38:12", "'six'"),
    one("model-figure-is-a-percentage", "    value: 5.97", "    value: 5.97%", "38:12", "'5.97%'"),
    one("model-figure-with-a-comma", "    value: 5.97", "    value: '5,97'", "38:12", "'5,97'"),
    one("model-figure-nan", "    value: 5.97", "    value: .NaN", "38:12", "finite"),
    one("model-figure-negative", "    value: 5.97", "    value: -5.97", "38:12", "at least 0"),
    one("model-share-bare", "target_use: 0.85", "target_use: 85", "77:17", "between 0 and 1"),
    one("model-share-bare-below", "occupancy_below: 0.79", "occupancy_below: 79", "60:32", "between 0 and 1"),
    one("model-share-of-ten", "share_per_institution: 0.10", "share_per_institution: 10", "78:28", "between 0 and 1"),
    one("model-per-nothing", "    per: 1000\n    base: insured\n    scope: city\n    value: {",
        "    per: 0\n    base: insured\n    scope: city\n    value: {",
        "24:10", "above 0"),
    one("model-no-speed", "km_per_h: 5", "km_per_h: 0", "50:44", "above 0"),
    one("model-no-use", "target_use: 0.85", "target_use: 0", "77:17", "above 0"),
    one("model-ratio-of-two", "shares: 6:3:1", "shares: 6:4", "72:13", "'6:4'"),
    one("model-ratio-of-nothing", "shares: 6:3:1", "shares: 0:0:0", "72:13", "'0:0:0'"),
    one("model-ratio-of-words", "shares: 6:3:1", "shares: 6:x:1", "72:13", "'6:x:1'"),
    one("model-scope-unknown", "    scope: city\n    value: 5.97", "    scope: town\n    value: 5.97", "37:12", "cannot be 'town'"),
    one("model-tag-unknown", "tags: key_project,", "tags: key_projects,", "54:19", "Did you mean 'key_project'?"),
    one("model-facility-unknown", "facility: hospital", "facility: hospitel", "54:42", "Did you mean 'hospital'?"),
    one("model-where-unknown", "{tags: key_project,", "{tag: key_project,", "54:13", "Did you mean 'tags'?"),
    one("model-category-unknown", "categories: [inpatient]", "categories: [impatient]", "61:17", "Did you mean 'inpatient'?"),
    one("model-kind-of-application-unknown", "kinds: [new, branch, site]", "kinds: [new, branch, sites]", "62:12", "Did you mean 'site'?"),
    one("model-spares-nothing", "spares: [exempt-key-project]", "spares: [exempt-key]", "63:13", "Did you mean 'exempt-key-project'?"),
    one("model-area-class-unknown", "rural: {metres", "rurall: {metres", "50:61", "Did you mean 'rural'?"),
    one("model-objective-unknown", "[milestone_gap, ", "[milestone_gap, bed_ned, ", "82:29", "Did you mean 'bed_need'?"),
    one("model-objective-twice", "priority, tier", "priority, priority, tier", "82:58", "stands twice"),
    one("model-gap-without-an-objective", "    gap_in: milestone_gap", "    gap_in: mile_gap", "33:13", "mile_gap", count=2),
    one("model-points-without-an-objective", "  - id: tiers", PREFERRED + "    goal: merit\n  - id: tiers", "71:11",
        "rule preferred adds points to objective merit, which `objectives` lacks"),
    Fault("model-points-without-the-usual-objective", FILE,
          swap(POINTS, "pharmacy_coverage, priority, tier", "pharmacy_coverage, tier").encode(), f"{FILE}:67:5",
          "rule preferred adds points to objective priority"),
    Fault("model-district-in-no-zone", FILE, swap(ZONED, "{centre: [东区], rest: [西区]}", "{centre: [东区]}").encode(), f"{FILE}:10:8",
          "西区 lies in none of the zones, by which rule bed-total counts"),
    one("model-rules-is-a-mapping", "rules:\n", "rules:\n  one: two\nmore:\n", "18:3", "a list was expected", count=2),
    one("model-rate-per-ten-thousand", "    value: 5.97", "    value: 59.7", "38:12", "59.7 per 1000 is far from today's 5.2",
        severity="warning"),
    one("model-coverage-is-text", "rural: {metres: 2000}", "rural: near", "50:12", "keys with values were expected"),
]
