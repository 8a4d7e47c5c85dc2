"""Variables, one Block per rule, goals: one Pyomo ConcreteModel. Rows are named `rules[<id>].<row>[<subject>]`."""
from allocator.program.building import Program, build
from allocator.program.decisions import granted, reducible
from allocator.program.points import plan_of, point

__all__ = ["Program", "build", "granted", "plan_of", "point", "reducible"]
