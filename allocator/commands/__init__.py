"""One file a command: what `cli` calls, and the exit code that it returns."""
