"""plan.json as lines of decisions."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from allocator.reading.decision_sheets import Line
from allocator.reading.problems import Problems

LISTS: dict[str, dict[str, type]] = {                     # list of plan.json -> its fields and their types, the key first
    "admissions": {"application": str, "admitted": bool, "beds": int},
    "adjustments": {"institution": str, "reduced": int},
    "transfers": {"from": str, "to": str, "beds": int, "unit": str},
}


def lines_of_json(content: bytes, file: str, problems: Problems) -> list[Line]:
    """Every decision of a plan.json."""
    data = load(content, file, problems) or {}
    return [line for table in LISTS for line in _lines(table, data.get(table) or [], file, problems)]


def load(content: bytes, file: str, problems: Problems) -> dict[str, Any] | None:
    """The object of a plan.json, with its list of admissions; None where it is none."""
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as e:
        problems.error(file, "yaml.not_utf8", byte=e.start + 1)
        return None
    except json.JSONDecodeError as e:
        problems.error(f"{file}:{e.lineno}:{e.colno}", "plan.not_json", said=e.msg)
        return None
    except (ValueError, RecursionError):
        problems.error(file, "plan.not_json", said="")
        return None
    if not isinstance(data, dict) or not isinstance(data.get("admissions"), list):
        problems.error(file, "plan.no_list", name="admissions")
        return None
    return data


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _lines(table: str, entries: Any, file: str, problems: Problems) -> Iterator[Line]:
    for i, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        where = f"{file} {table}[{i}]"
        if not isinstance(entry, dict):
            problems.error(where, "plan.not_an_entry")
        elif all([_right(entry, key, kind, where, problems) for key, kind in LISTS[table].items()]):
            values = {k: entry[k] for k in LISTS[table] if entry.get(k) is not None}
            yield Line(table, values, {k: f"{where}.{k}" for k in values} | {"": where})


def _right(entry: dict[str, Any], key: str, kind: type, where: str, problems: Problems) -> bool:
    value = entry.get(key)
    if value is None and key in ("beds", "unit"):
        return True
    if type(value) is not kind or (isinstance(value, int) and value < 0):
        problems.error(f"{where}.{key}", "plan.wrong_value", key=key, value=json.dumps(value, ensure_ascii=False)[:60])
        return False
    return True
