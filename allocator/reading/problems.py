"""Collects what is wrong with the inputs, so that one reading reports all of it."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from allocator import words
from allocator.errors import BadInput, Problem

PATIENCE = 20_000                    # comparisons of words in one reading; beyond it no nearest name is looked for
FLOOD = 50                           # problems of one sort in one place's file (and column) that are told one by one


class Problems:
    """What was found so far, in the order of reading."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._places: set[str] = set()
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._patience = PATIENCE
        self.errors = 0

    def error(self, place: str, key: str, /, *, hint: str = "", group: str = "", **fields: object) -> None:
        """Add an error: the sentence `reading.<key>`, and what to do: `hint` or the sentence `reading.<key>.hint`.

        Parameters
        ----------
        group : where the fault is one of many (a table's column); of a flood the first ones are told, the rest are counted.
        """
        self._places.add(place)
        self.errors += 1
        self._add("error", place, key, hint, group, fields)

    def warn(self, place: str, key: str, /, *, hint: str = "", group: str = "", **fields: object) -> None:
        """Add a warning: the reading goes on, but a person should look."""
        self._add("warning", place, key, hint, group, fields)

    def note(self, place: str, key: str, /, *, hint: str = "", group: str = "", **fields: object) -> None:
        """Add a note: something was mended, and how."""
        self._add("note", place, key, hint, group, fields)

    def _add(self, severity: str, place: str, key: str, hint: str, group: str, fields: dict[str, object]) -> None:
        sort = severity, group, key
        self._counts[sort] += 1
        if self._counts[sort] > FLOOD:
            return
        if not hint and words.has(f"reading.{key}.hint"):
            hint = say(f"{key}.hint", **fields)
        stop = ("。" if words.language() == "zh" else ".") if hint else ""
        self._found.append(Problem(place, f"{say(key, **fields)}{stop}", hint, severity))

    @property
    def found(self) -> list[Problem]:
        """Everything found, each once; of a flood the first ones, and last how many more there are."""
        floods = [(sort, n - FLOOD) for sort, n in self._counts.items() if n > FLOOD]
        return [*dict.fromkeys(self._found)] + [Problem(group, say("more", count=n), "", severity) for (severity, group, _), n in floods]

    def silence(self, place: str) -> None:
        """Take a place for refused, whatever was said of it under another name."""
        self._places.add(place)

    def refused(self, place: str) -> bool:
        """Whether an error stands at this place already, so that one fault is not told twice."""
        return place in self._places

    def raise_errors(self) -> None:
        """Raise every error found, if there is one.

        Raises
        ------
        BadInput
        """
        if self.errors:
            raise BadInput(*(p for p in self.found if p.severity == "error"))

    def meant(self, word: object, choices: Iterable[str]) -> str:
        """Did you mean …? The nearest of the choices, or all of them where they are few, or nothing."""
        names = sorted(set(choices))
        return self.nearest(word, names) or (say("one_of", words=listed(names)) if 0 < len(names) <= 30 else "")

    def nearest(self, word: object, choices: Iterable[str]) -> str:
        """Did you mean …? The nearest of the choices, or nothing."""
        names = sorted(set(choices))
        self._patience -= len(names)
        near = get_close_matches(str(word)[:100], names, n=1, cutoff=0.5) if self._patience > 0 else []
        return say("did_you_mean", word=near[0]) if near else ""


def say(key: str, /, **fields: object) -> str:
    """A sentence of reading."""
    return words.say(f"reading.{key}", **fields)


def shown(value: object) -> str:
    """A value as a YAML file writes it, cut where it is long."""
    text = {True: "yes", False: "no", None: "null"}.get(value, str(value)) if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def listed(names: Iterable[object]) -> str:
    """Names in a row, as the language separates them."""
    return ("、" if words.language() == "zh" else ", ").join(str(n) for n in names)
