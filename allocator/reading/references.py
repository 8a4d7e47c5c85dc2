"""Names that a model writes down: districts, values of lists, tags, other rules. A misspelt one would match nothing, silently."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocator.domain.policy import Policy
from allocator.reading.city import Tables
from allocator.reading.node import Node
from allocator.reading.problems import Problems
from allocator.rules.base import Rule
from allocator.rules.where import Where
from allocator.words.headers import values

LISTS = {"categories": "category", "category": "category", "kinds": "kind", "resource_level": "resource_level"}     # field -> column
BY_DISTRICT = ("factor", "caps")                            # fields that are a map by district (or zone)


@dataclass(frozen=True)
class _Named:
    """A word that a model uses: which words there are, and where it stands."""

    word: str
    known: frozenset[str]
    field: str
    place: str


def check_names(policy: Policy, model: Node, tables: Tables, problems: Problems) -> None:
    """Every name of the model against the tables, the lists of values and the model itself."""
    districts = tables.names("districts", "district")
    _zones(policy, model, districts, problems)
    entries = {e.text("id"): e for e in model.at("rules").nodes()}
    for rule in policy:
        for named in _names(rule, entries, policy, districts):
            if named.word not in named.known:
                problems.error(named.place, "model.unknown_word", word=named.word, field=named.field, rule=rule.id,
                               hint=problems.meant(named.word, named.known))


def _zones(policy: Policy, model: Node, districts: frozenset[str], problems: Problems) -> None:
    for zone, node in (model.get("zones") or Node({}, "")).items():
        for member in node.nodes():
            if member.value not in districts:
                problems.error(member.place, "name.zone", zone=zone, value=member.value, hint=problems.meant(member.value, districts))


def _names(rule: Rule, entries: Mapping[str, Node], policy: Policy, districts: frozenset[str]) -> Iterator[_Named]:
    entry = entries[rule.id]
    for field in type(rule).model_fields:
        value, node = getattr(rule, field), entry.at(field)
        if isinstance(value, Where):
            yield from _where(value, field, node, policy.tags, districts)
        elif field in LISTS:
            known = frozenset(values(LISTS[field]))
            yield from (_Named(w, known, field, node.place) for w in ((value,) if isinstance(value, str) else value or ()) if w)
        elif field in BY_DISTRICT:
            known = districts | frozenset(policy.zones) | {"city"}
            yield from (_Named(str(pair[0]), known, field, node.place_of(pair[0])) for pair in value)
        elif field == "reach" and isinstance(value, tuple):
            known = frozenset(values("area_class"))
            yield from (_Named(pair[0], known, field, node.place_of(pair[0])) for pair in value)
        elif field == "spares":
            yield from (_Named(w, frozenset(entries), field, node.place) for w in value)


def _where(where: Where, field: str, node: Node, tags: Mapping[str, str], districts: frozenset[str]) -> Iterator[_Named]:
    known: dict[str, Any] = {"tags": tags, "district": districts}
    for name in where.model_fields_set:
        words = frozenset(known.get(name) or values(name))
        yield from (_Named(w, words, f"{field}.{name}", node.at(name).place) for w in getattr(where, name))
