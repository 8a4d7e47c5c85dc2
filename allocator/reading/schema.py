"""Validates a tree of nodes against a pydantic class, and says what is wrong with file, line and column."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from allocator import words
from allocator.reading.node import Key, Node
from allocator.reading.problems import Problems, listed, shown

Model = TypeVar("Model", bound=BaseModel)
SAME = {                                                          # pydantic's type of error -> our sentence
    "int_type": "whole", "int_parsing": "whole", "int_from_float": "whole", "float_type": "number", "float_parsing": "number",
    "is_instance_of": "number", "fraction_type": "number", "decimal_parsing": "number", "decimal_type": "number", "bool_type": "yes_no",
    "bool_parsing": "yes_no", "string_type": "text", "string_sub_type": "text", "date_type": "day", "date_parsing": "day",
    "date_from_datetime_parsing": "day", "date_from_datetime_inexact": "day", "list_type": "list", "tuple_type": "list",
    "set_type": "list", "dict_type": "mapping", "model_type": "mapping", "model_attributes_type": "mapping", "literal_error": "literal",
    "greater_than": "above", "greater_than_equal": "at_least", "less_than": "below", "less_than_equal": "at_most",
    "string_pattern_mismatch": "pattern", "string_too_short": "blank", "too_short": "too_short", "too_long": "too_long",
}


def validate(model: type[Model], node: Node, problems: Problems, data: Mapping[str, Any] | None = None) -> Model | None:
    """An instance of a pydantic class from a mapping, or None; every fault goes to `problems`.

    Parameters
    ----------
    data : what to validate in place of the node's own values; the node then serves for the places only.
    """
    try:
        return model.model_validate(node.plain() if data is None else data)
    except ValidationError as e:
        report(e, node, model, problems)
    except (TypeError, ArithmeticError, LookupError, AttributeError) as e:      # a validator met what it never thought of
        problems.error(node.place, "schema.other", name=node.text("id"), value=shown(node.plain()), said=e)
    return None


def report(error: ValidationError, node: Node, model: type[BaseModel], problems: Problems) -> None:
    """Each fault that pydantic found, in our words, once a place."""
    seen: set[tuple[Key, ...]] = set()
    for fault in error.errors(include_url=False):
        path = _path(node, fault["loc"])
        if path not in seen:
            seen.add(path)
            _say(fault, path, node, model, problems)


def _path(node: Node, loc: tuple[int | str, ...]) -> tuple[Key, ...]:
    """The part of pydantic's location that is really in the file; a name that is missing there comes last."""
    path: list[Key] = []
    for step in loc:
        here = node.at(*path)
        if here._below(step) is None:
            return (*path, step) if isinstance(step, str) and not step.endswith("]") and isinstance(here.value, dict) else tuple(path)
        path.append(step)
    return tuple(path)


def _say(fault: Any, path: tuple[Key, ...], node: Node, model: type[BaseModel], problems: Problems) -> None:
    kind, name = fault["type"], ".".join(str(p) for p in path)
    if kind == "missing":
        problems.error(node.at(*path).place, "schema.missing", name=name)
    elif kind == "extra_forbidden":
        parent = node.at(*path[:-1])
        unknown_key(parent, path[-1], _fields(model, path[:-1]), problems)
    elif not problems.refused(node.at(*path).place):
        context = _context(fault)
        near = problems.nearest(fault["input"], context["choices"]) if context["choices"] else ""
        problems.error(node.at(*path).place, _sentence(fault), hint=near, name=name, value=shown(fault["input"]), **context)


def unknown_key(parent: Node, key: Key, known: tuple[str, ...], problems: Problems) -> None:
    """A key that nothing reads, with the one that was probably meant."""
    problems.error(parent.place_of(key), "schema.unknown_key", key=key, hint=problems.meant(key, known))


def _sentence(fault: Any) -> str:
    kind = "fraction_type" if "literal for Fraction" in fault["msg"] else fault["type"]
    if kind in SAME:
        return f"schema.{SAME[kind]}"
    return kind.removeprefix("reading.") if words.has(f"reading.{kind.removeprefix('reading.')}") else "schema.other"


def _context(fault: Any) -> dict[str, Any]:
    context = dict(fault.get("ctx") or {})
    context.pop("error", None)
    said = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    context["said"] = words.say(said) if words.has(said) else said
    choices = [c for c in re.findall("'([^']*)'", str(context.get("expected", ""))) if c]
    limit = next((context[k] for k in ("ge", "gt", "le", "lt") if k in context), "")
    return {**context, "limit": limit, "choices": choices, "expected": listed(choices)}


def _fields(model: Any, path: tuple[Key, ...]) -> tuple[str, ...]:
    """Names that the class knows where a path of keys leads."""
    for step in path:
        fields = getattr(model, "model_fields", {})
        model = _class_in(fields[step].annotation) if step in fields else model
    return tuple(getattr(model, "model_fields", {}))


def _class_in(annotation: Any) -> Any:
    """The first pydantic class in an annotation such as tuple[Predicate, ...] | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _class_in(part)) is not None), None)
