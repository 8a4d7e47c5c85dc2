"""YAML, tables and workbooks spoilt at random: a value or a message, quickly and in little memory."""
from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from allocator.errors import BadInput
from allocator.reading.instance import read_instance
from tests.campaign.result import Result
from tests.reading.faults import mutating
from tests.reading.faults.base import GOOD
from tests.reading.faults.book import workbook

TEXTS = ("town.yaml", "town-model.yaml", "town.yaml", "town-model.yaml", "town/institutions.csv", "town/applications.csv",
         "town/demand_points.csv", "town/districts.csv")
SECONDS, MEGABYTES = 5.0, 500


def spoilt_text(count: int, seed: int) -> Result:
    """YAML and CSV files."""
    def spoil(at: Path, dice: Random) -> tuple[Path, str]:
        file = dice.choice(TEXTS)
        (at / file).write_bytes(mutating.text((GOOD / file).read_text("utf-8"), dice))
        return at / "town.yaml", file

    return _spoilt("spoilt YAML and tables", count, Random(seed), spoil)


def spoilt_books(count: int, seed: int) -> Result:
    """Workbooks."""
    good = workbook()

    def spoil(at: Path, dice: Random) -> tuple[Path, str]:
        (at / "town.xlsx").write_bytes(mutating.workbook(good, dice))
        return at / "town-workbook.yaml", "town.xlsx"

    return _spoilt("spoilt workbooks", count, Random(seed), spoil)


def _spoilt(part: str, count: int, dice: Random, spoil: Callable[[Path, Random], tuple[Path, str]]) -> Result:
    result, longest, before = Result(part), 0.0, _peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder) / "town"
        shutil.copytree(GOOD, at)
        for k in range(count):
            if result.late:
                break
            state = dice.getstate()
            instance, file = spoil(at, dice)
            began = time.process_time()
            said = _read(instance)
            took = time.process_time() - began
            longest = max(longest, took)
            result.saw(said if said in ("read", "refused") else "raised")
            if said not in ("read", "refused"):
                result.wrong.append(f"case {k}, {file}: {said}")
            if took > SECONDS:
                result.wrong.append(f"case {k}, {file}: {took:.1f} s (generator state {hash(state)})")
            if (GOOD / file).is_file():
                shutil.copy(GOOD / file, at / file)
    peak = _peak_mb()
    if peak > MEGABYTES + before:
        result.wrong.append(f"{peak} MB")
    result.rows.append(f"longest {longest:.2f} s of processor time, peak memory of the whole process {peak} MB")
    return result


def _read(instance: Path) -> str:
    try:
        read_instance(instance)
    except BadInput as error:
        return "refused" if all(p.message and str(p) for p in error.problems) else "refused without a word"
    except Exception as error:
        return f"{type(error).__name__} {str(error)[:200]}"
    return "read"


def _peak_mb() -> int:
    from allocator.screen import memory_mb

    return memory_mb()
