"""The compiled program: plain arrays with names and owners, which solver, referee, golden files and contract test read."""
from allocator.matrix.compiling import changes_of, compile_model
from allocator.matrix.exact import activity, best_possible, goal_value, holds, reach, violated
from allocator.matrix.texts import goal_text, text, write_mps
from allocator.matrix.value import Goal, Matrix
from allocator.matrix.variants import Changes, elastic, locked

__all__ = [
    "Changes", "Goal", "Matrix", "activity", "best_possible", "changes_of", "compile_model", "elastic", "goal_text", "goal_value",
    "holds", "locked", "reach", "text", "violated", "write_mps",
]
