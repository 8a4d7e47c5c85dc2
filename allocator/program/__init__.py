"""Variables, one Block per rule, goals: one Pyomo ConcreteModel. Rows are named `rules[<id>].<row>[<subject>]`."""
from allocator.program.building import Program, build
from allocator.program.decisions import granted, reducible
from allocator.program.points import plan_of, point
from allocator.program.retold import Retold, retold

__all__ = ["Program", "Retold", "build", "granted", "plan_of", "point", "reducible", "retold"]
