"""Faults of the instance file as YAML, and of its keys."""
from __future__ import annotations

from tests.reading.faults.base import Fault, edited, good

FILE = "town.yaml"
TEXT = good(FILE)


def one(name: str, old: str, new: str, place: str, says: str, **more: object) -> Fault:
    """The good file with one part replaced."""
    return edited(name, FILE, old, new, place if place.startswith("town/") else f"{FILE}:{place}", says, **more)


def whole(name: str, content: str | bytes, place: str, says: str, **more: object) -> Fault:
    """A file with nothing of the good one."""
    data = content if isinstance(content, bytes) else content.encode()
    return Fault(name, FILE, data, f"{FILE}{place}", says, **more)      # type: ignore[arg-type]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

SYNTAX = [
    one("yaml-tab-indent", "  districts: town/d", "\tdistricts: town/d", "9:1", "tab"),
    one("yaml-tab-after-colon", "year: 2026\n", "year:\t2026\n", "4:6", "tab"),
    one("yaml-duplicate-key", "source: synthetic", "source: synthetic\nyear: 2027", "7:1", "first at"),
    one("yaml-duplicate-key-below", "  events:", "  funds: town/funds.csv\n  events:", "16:3", "first at"),
    one("yaml-anchor", "year: 2026\n", "year: &y 2026\n", "4:7", "anchors"),
    one("yaml-alias", "year: 2026\n", "year: *y\n", "4:7", "anchors"),
    one("yaml-merge-key", "  districts:", "  <<: {a: b}\n  districts:", "9:3", "merge"),
    whole("yaml-alias-bomb", BOMB, ":1:4", "anchors", count=27),
    one("yaml-tag", "year: 2026\n", "year: !!python/object:os.system 2026\n", "4:7", "tags"),
    whole("yaml-too-deep", TEXT + "parameters_: " + "[" * 40 + "]" * 40 + "\n", ":23:45", "deeper than 32"),
    whole("yaml-too-large", TEXT + "# " + "x" * 1_000_000, "", "more than 1000000", stored=False),
    whole("yaml-too-many", TEXT + "x: [" + "1," * 120_000 + "]\n", ":23:59851", "more than 30000", stored=False),
    one("yaml-nan", "gap: 0", "gap: .nan", "22:31", "finite"),
    one("yaml-infinite", "time_limit: 60", "time_limit: .inf", "22:22", "finite"),
    one("yaml-huge-integer", "seed: 0", "seed: 123456789012345678901234567890", "22:52", "too large"),
    one("yaml-huge-exponent", "time_limit: 60", "time_limit: 1e999", "22:22", "too large"),
    one("yaml-wide-colon", "name: town2026", "name：town2026", "2:6", "colon", count=2),
    whole("yaml-wide-colons-throughout", "name：town2026\ntitle：小镇\nyear：2026\n", ":1:1", "full-width", count=2),
    one("yaml-wide-comma", "gap: 0, threads", "gap: 0，threads", "22:40", "not closed"),
    one("yaml-wide-comma-in-list", "  - {application: A002,", "  - {tags: [a，b], application: A002,", "20:13", "full-width", count=2),
    whole("yaml-gbk", TEXT.encode("gb18030"), ":2", "UTF-8"),
    whole("yaml-utf16", TEXT.encode("utf-16"), ":1", "UTF-8"),
    whole("yaml-several-documents", TEXT + "---\nname: b\n", ":23:1", "one document"),
    whole("yaml-empty", "", "", "empty"),
    whole("yaml-blanks-only", "\n \n", "", "empty"),
    whole("yaml-comments-only", "# nothing\n# at all\n", "", "empty"),
    whole("yaml-list", "- name: town2026\n- year: 2026\n", ":1:1", "keys with values"),
    whole("yaml-text", "town2026", ":1:1", "keys with values"),
    one("yaml-open-quote", "source: synthetic", "source: 'synthetic", "23:1", "not closed"),
    one("yaml-open-bracket", "seed: 0}", "seed: 0", "23:1", "not closed"),
    one("yaml-indent", "  townships:", "   townships:", "10:13", "colon"),
    one("yaml-dedent", "  townships:", " townships:", "10:2", "indentation"),
    one("yaml-no-colon", "year: 2026\n", "year 2026\n", "5:1", "colon"),
    one("yaml-no-blank-after-colon", "year: 2026\n", "year:2026\n", "5:1", "colon"),
    one("yaml-percent-first", "title: 小镇", "title: @小镇", "2:8", "begin"),
    one("yaml-control-character", "title: 小镇", "title: 小\x07镇", "2:9", "control"),
    one("yaml-nul", "title: 小镇", "title: 小\x00镇", "2:9", "control"),
    one("yaml-odd-key", "year: 2026\n", "? [year]\n: 2026\nyear: 2026\n", "4:3", "single word", count=2),
    one("yaml-leading-zero", "name: town2026", "name: 0082026", "1:7", "begins with 0"),
    one("yaml-no-such-day", "data_as_of: 2025-09-30", "data_as_of: 2025-09-31", "5:13", "no such day"),
    one("yaml-unknown-escape", "title: 小镇", 'title: "\\q小镇', "2:10", "escape"),
]

KEYS = [
    one("key-unknown", "year: 2026\n", "year: 2026\nyaer: 2026\n", "5:1", "unknown key 'yaer'. Did you mean 'year'?"),
    one("key-missing", "name: town2026\n", "", "1:1", "'name' is missing"),
    one("key-missing-year", "year: 2026\n", "", "1:1", "'year' is missing"),
    one("key-unknown-of-solver", "gap: 0", "gpa: 0", "22:26", "Did you mean 'gap'?"),
    one("key-unknown-of-decision", "reduce: 5,", "reduction: 5,", "21:25", "Did you mean 'reduce'?"),
    one("year-is-text", "year: 2026\n", "year: 二〇二六\n", "4:7", "a whole number was expected"),
    one("year-is-a-fraction", "year: 2026\n", "year: 2026.5\n", "4:7", "a whole number was expected"),
    one("year-far-off", "year: 2026\n", "year: 20266\n", "4:7", "must be at most 2100"),
    one("year-outside-the-period", "year: 2026\n", "year: 2029\n", "4:7", "outside the period of document plan"),
    one("year-before-the-period", "year: 2026\n", "year: 2025\n", "4:7", "outside the period of document plan", count=2),
    one("data-is-no-day", "data_as_of: 2025-09-30", "data_as_of: 去年", "5:13", "a day was expected"),
    one("data-after-the-year", "data_as_of: 2025-09-30", "data_as_of: 2027-09-30", "5:13", "after the plan year"),
    one("source-unknown", "source: synthetic", "source: invented", "6:9", "expected published, derived, synthetic"),
    one("coordinates-unknown", "coordinates: wgs84", "coordinates: wgs-84", "7:14",
        "expected wgs84, cgcs2000, gcj02, bd09. Did you mean 'wgs84'?"),
    one("coordinates-undeclared", "coordinates: wgs84\n", "", "1:1", "system is not declared", count=4),
    one("name-is-a-path", "name: town2026", "name: ../town2026", "1:7", "not allowed"),
    one("name-is-a-number", "name: town2026", "name: 2026", "1:7", "a text was expected"),
    one("table-unknown", "  funds:", "  fund:", "14:3", "Did you mean 'funds'?"),
    one("table-missing", "  institutions: town/institutions.csv\n", "", "9:3", "table institutions"),
    one("table-without-a-file", "  funds: town/funds.csv", "  funds: {coordinates: wgs84}", "14:10", "'tables.funds.file' is missing"),
    one("table-is-a-number", "  funds: town/funds.csv", "  funds: 7", "14:10", "a text was expected"),
    one("table-with-an-unknown-key", "town/townships.csv", "{file: town/townships.csv, system: wgs84}", "10:41", "unknown key 'system'"),
    one("table-with-an-unknown-system", "town/townships.csv", "{file: town/townships.csv, coordinates: gcj}", "10:54", "coordinate system"),
    one("file-missing", "town/funds.csv", "town/fund.csv", "14:10", "Did you mean 'funds.csv'?"),
    one("file-above-the-folder", "town/funds.csv", "../secret.csv", "14:10", "leaves the instance's folder"),
    one("file-above-by-detour", "town/funds.csv", "town/../../secret.csv", "14:10", "leaves the instance's folder"),
    one("file-absolute", "town/funds.csv", "/etc/passwd", "14:10", "leaves the instance's folder"),
    one("file-device", "town/funds.csv", "/dev/zero", "14:10", "leaves the instance's folder"),
    one("file-of-a-drive", "town/funds.csv", "C:\\funds.csv", "14:10", "leaves the instance's folder"),
    one("file-is-a-folder", "town/funds.csv", "town", "14:10", "not a plain file"),
    one("model-missing", "town-model.yaml", "city-model.yaml", "3:8", "no model"),
    one("model-elsewhere", "town-model.yaml", "../../town-model.yaml", "3:8", "neither in the instance's folder"),
    one("parameter-unknown", "reuse: 0.5", "resue: 0.5", "18:30", "Did you mean 'reuse'?"),
    one("parameter-of-another-sort", "plan_made: yes", "plan_made: 1", "18:25", "not of the sort"),
    one("parameter-is-text", "reuse: 0.5", "reuse: half", "18:37", "not of the sort"),
    one("parameter-share-bare", "reuse: 0.5", "reuse: 50", "18:37", "between 0 and 1"),
    one("solver-negative-gap", "gap: 0", "gap: -1", "22:31", "must be at least 0"),
    one("solver-no-threads", "threads: 1", "threads: 0", "22:43", "must be at least 1"),
    one("solver-limit-is-text", "time_limit: 60", "time_limit: long", "22:22", "a number was expected"),
    one("decision-of-nobody", "application: A002,", "application: A0O2,", "20:19", "Did you mean 'A002'?"),
    one("decision-of-no-institution", "institution: H001", "institution: H009", "21:19", "no institution H009"),
    one("decision-of-both", "{institution: H001,", "{institution: H001, application: A001,", "21:5", "either"),
    one("decision-without-reason", "reason: 选址不符, ", "", "20:5", "'decisions.0.reason' is missing"),
    one("decision-without-fix", "fix: refused, ", "", "20:5", "lacks fix"),
    one("decision-unknown-fix", "fix: refused", "fix: denied", "20:30", "expected admitted, refused"),
    one("decision-of-too-many-beds", "fix: refused", "fix: admitted, beds: 90", "20:46", "asks for 20 beds"),
    one("decision-takes-too-many-beds", "reduce: 5", "reduce: 500", "21:33", "has 380 beds"),
    one("decision-twice", "  - {institution: H001",
        "  - {application: A002, fix: admitted, reason: x, by: y, on: 2026-03-02}\n  - {institution: H001",
        "21:5", "two decisions about A002"),
    one("manual-plan-missing", "solver:", "manual_plan: town/manual.xlsx\nsolver:", "22:14", "no file town/manual.xlsx"),
    one("previous-plan-is-no-plan", "solver:", "previous_plan: town/funds.csv\nsolver:", "town/funds.csv:1:1", "not JSON"),
]

FAULTS: list[Fault] = SYNTAX + KEYS
