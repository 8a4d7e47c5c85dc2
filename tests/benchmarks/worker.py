"""The process of one job: `python -m tests.benchmarks.worker MODULE:FUNCTION '{…}'`; its answer goes to the file that TELL names."""
from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path


def main(job: str, given: str) -> None:
    """Call the function with what is given."""
    module, _, function = job.partition(":")
    told = getattr(importlib.import_module(f"tests.benchmarks.{module}"), function)(**json.loads(given))
    Path(os.environ["TELL"]).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
