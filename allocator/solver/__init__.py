"""HiGHS in a child process: `Solver` is the parent's side, `Session` (in `session`) the same in-process for tests and for the child."""
from allocator.solver.parent import Solver, solve
from allocator.solver.probes import Conflict
from allocator.solver.settings import Progress, Settings

__all__ = ["Conflict", "Progress", "Settings", "Solver", "solve"]
