"""What every sheet looks at: the record of the plan, the case behind it, and names made from both."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from allocator import words
from allocator.domain.case import Case
from allocator.domain.city import CATEGORIES
from allocator.domain.instance import Instance
from allocator.domain.institution import Application
from allocator.report.counting import Count, Place, counted
from allocator.report.extras import Extras
from allocator.report.table import Sheet, Table
from allocator.report.terms import listed, named, sheet_name

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """One plan with all that its workbook says of it; `record` is the dict of plan.json."""

    record: Record
    case: Case
    instance: Instance
    extras: Extras

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Rule kinds of the model."""
        return frozenset(rule.kind for rule in self.case.policy)

    def has(self, *kinds: str) -> bool:
        """Whether the model has a rule of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)

    @cached_property
    def maker(self) -> str:
        """Who makes the plan: the issuer of the model's first document that has one."""
        return next((d.issuer for d in self.case.policy.documents.values() if d.issuer), "")

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Names of the districts, in order."""
        return self.case.city.names

    @cached_property
    def admitted(self) -> tuple[Record, ...]:
        """Admissions rows that are admitted."""
        return tuple(r for r in self.record["admissions"] if r["admitted"])

    @cached_property
    def counts(self) -> dict[Place, Count]:
        """Institutions by district and category, before and after."""
        return counted(self.case.city, (self.application(r["application"]) for r in self.admitted))

    def application(self, code: str) -> Application:
        """The application of an admissions row."""
        return self.case.city.by_application[code]

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Categories that the city has institutions or applications of."""
        there = {i.category for i in self.case.city.baseline} | {a.category for a in self.case.city.applications}
        return tuple(c for c in CATEGORIES if c in there)

    def clause(self, clause: Mapping[str, str] | None) -> str:
        """A citation: the article, with the document's number on the cover where it is not the first one."""
        if not clause:
            return ""
        keys = list(self.case.policy.documents)
        document, article = clause.get("document", ""), clause.get("article", "")
        if document not in keys[1:]:
            return article or document
        return words.say("report.cite", n=keys.index(document) + 1, article=article)

    def clauses(self, reasons: Any) -> str:
        """Citations of several reasons, each once."""
        return listed(self.clause(r.get("clause")) for r in reasons)

    def cite(self, rule: str) -> str:
        """Citation of a rule of the model, or its name."""
        found = next((r for r in self.case.policy if r.id == rule), None)
        return rule if found is None else self.clause({"document": found.clause.document, "article": found.clause.article})

    def labels(self, rules: Any) -> str:
        """Rules by the words for their kinds."""
        kinds = {r.id: r.kind for r in self.case.policy}
        return listed(named("report.kind", kinds[r]) if r in kinds else r for r in rules)

    def findings(self, *kinds: str) -> tuple[Record, ...]:
        """Findings of some kinds."""
        return tuple(f for f in self.record["findings"] if f["kind"] in kinds)

    def sheet(self, key: str, *tables: Table, notes: Sequence[str] = (), **more: Any) -> Sheet:
        """A sheet of plan.xlsx; `notes` are keys of sentences, under `report.`."""
        said = tuple(words.say(f"report.{n}") for n in notes)
        return Sheet(key=key, name=sheet_name(key), title=self.headed(key), maker=self.maker, tables=tables, notes=said, **more)

    def headed(self, key: str) -> str:
        """Title of a sheet with its year."""
        return words.say("report.titled", title=words.say(f"report.title.{key}"), year=self.record["year"])
