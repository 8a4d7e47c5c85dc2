"""Names that a model writes down: districts, values of lists, tags, other rules. A misspelt one would match nothing, silently."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_origin

from pydantic import BaseModel

from allocator.domain.finding import Clause
from allocator.domain.policy import Policy
from allocator.reading.city import Tables
from allocator.reading.node import Node
from allocator.reading.problems import Problems
from allocator.rules.bounds.radius_cap import RadiusCap
from allocator.rules.where import Where
from allocator.words.headers import values

LISTS = {"categories": "category", "category": "category", "kinds": "kind", "resource_level": "resource_level"}     # field -> column
BY_DISTRICT = ("factor", "caps")                            # fields that are a map by district or zone
IDS = ("spares", "exempt", "lifts", "formula", "need", "agglomeration", "total")     # fields that name other rules


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
    _zoned(policy, model, districts, problems)
    entries = {e.text("id"): e for e in model.at("rules").nodes()}
    for rule in policy:
        for named in _names(rule, entries[rule.id], entries, policy, districts):
            if named.word not in named.known:
                problems.error(named.place, "model.unknown_word", word=named.word, field=named.field, rule=rule.id,
                               hint=problems.meant(named.word, named.known))


def _zones(policy: Policy, model: Node, districts: frozenset[str], problems: Problems) -> None:
    for zone, node in (model.get("zones") or Node({}, "")).items():
        for member in node.nodes():
            if member.value not in districts:
                problems.error(member.place, "name.zone", zone=zone, value=member.value, hint=problems.meant(member.value, districts))


def _zoned(policy: Policy, model: Node, districts: frozenset[str], problems: Problems) -> None:
    """Where a rule counts zone by zone, every district lies in one: nobody would count it otherwise."""
    zoned = [r for r in policy if "zone" in (getattr(r, "scope", ""), getattr(r, "pool", "")) and not getattr(r, "within", ())]
    for district in sorted(districts - {d for ds in policy.zones.values() for d in ds}) if zoned else ():
        problems.error(model.at("zones").place, "model.in_no_zone", district=district, rule=zoned[0].id)


def _names(rule: BaseModel, entry: Node, entries: Mapping[str, Node], policy: Policy, districts: frozenset[str]) -> Iterator[_Named]:
    """Every word of a rule, or of a part of one, that must be known somewhere."""
    places = districts | frozenset(policy.zones) | {"city"}
    classes = frozenset(values("area_class")) | {"other"}
    known = {"reach": classes} | dict.fromkeys(BY_DISTRICT, places) | ({"caps": classes} if isinstance(rule, RadiusCap) else {})
    for field in type(rule).model_fields:
        value, node = getattr(rule, field), entry.at(field)
        if isinstance(value, Where):
            yield from _where(value, field, node, policy.tags, districts)
        elif field in LISTS:
            yield from (_Named(w, frozenset(values(LISTS[field])), field, node.place) for w in _words(value))
        elif field in IDS and not _of_a_list(rule, field):
            yield from (_Named(w, frozenset(entries), field, node.place) for w in _words(value))
        elif field in known:
            yield from (_Named(w, known[field], field, node.place_of(w)) for w in _keys(value))
        for i, part in enumerate(value if isinstance(value, tuple) else [value]):
            if isinstance(part, BaseModel) and not isinstance(part, Where | Clause):
                yield from _names(part, node.at(i) if isinstance(value, tuple) else node, entries, policy, districts)


def _of_a_list(rule: BaseModel, field: str) -> bool:
    """Whether a field holds a word of a list of its own: the `formula` of a formula_limit says which, and names no rule."""
    return get_origin(type(rule).model_fields[field].annotation) is Literal


def _words(value: object) -> tuple[str, ...]:
    """A word or list of words; nothing of anything else."""
    found = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    return tuple(w for w in found if isinstance(w, str) and w)


def _keys(value: object) -> tuple[str, ...]:
    """Keys of a map that was made pairs."""
    pairs = value if isinstance(value, tuple) else ()
    return tuple(p[0] for p in pairs if isinstance(p, tuple) and len(p) == 2 and isinstance(p[0], str))


def _where(where: Where, field: str, node: Node, tags: Mapping[str, str], districts: frozenset[str]) -> Iterator[_Named]:
    known: dict[str, Any] = {"tags": tags, "district": districts}
    for name in where.model_fields_set:
        words = frozenset(known.get(name) or values(name))
        yield from (_Named(w, words, f"{field}.{name}", node.at(name).place) for w in getattr(where, name))
