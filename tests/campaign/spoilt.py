"""YAML, tables and workbooks spoilt at random: a program or a message, quickly and in little memory."""
from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from allocator.errors import BadInput
from allocator.program import build
from allocator.reading.instance import read_instance
from allocator.rules.goals import goals
from allocator.screen import memory_mb
from allocator.standing import stand
from tests.campaign.many import many
from tests.campaign.result import Result
from tests.reading.faults import mutating
from tests.reading.faults.base import GOOD
from tests.reading.faults.book import workbook

TEXTS = ("town.yaml", "town-model.yaml", "town.yaml", "town-model.yaml", "town/institutions.csv", "town/applications.csv",
         "town/demand_points.csv", "town/districts.csv")
SECONDS, MEGABYTES = 5.0, 500
SIZE = 100                      # cases a block


def spoilt_text(count: int, seed: int) -> Result:
    """YAML and CSV files."""
    return _told(many(Result("spoilt YAML and tables"), _texts, count, seed, SIZE))


def spoilt_books(count: int, seed: int) -> Result:
    """Workbooks."""
    return _told(many(Result("spoilt workbooks"), _books, count, seed, SIZE))


def _told(result: Result) -> Result:
    result.rows.append(f"longest {result.peak.get('seconds', 0):.2f} s of processor time, peak memory of a whole process "
                       f"{result.peak.get('MB', 0):.0f} MB")
    return result


def _texts(seed: int, numbers: range) -> Result:
    def spoil(at: Path, dice: Random) -> tuple[Path, str]:
        file = dice.choice(TEXTS)
        (at / file).write_bytes(mutating.text(_good(file), dice))
        return at / "town.yaml", file

    return _spoilt(seed, numbers, spoil)


def _books(seed: int, numbers: range) -> Result:
    def spoil(at: Path, dice: Random) -> tuple[Path, str]:
        (at / "town.xlsx").write_bytes(mutating.workbook(_book(), dice))
        return at / "town-workbook.yaml", "town.xlsx"

    return _spoilt(seed, numbers, spoil)


@cache
def _good(file: str) -> str:
    return (GOOD / file).read_text("utf-8")


@cache
def _book() -> bytes:
    return workbook()


def _spoilt(seed: int, numbers: range, spoil: Callable[[Path, Random], tuple[Path, str]]) -> Result:
    result, before = Result(""), memory_mb()
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder) / "town"
        shutil.copytree(GOOD, at)
        for k in numbers:
            instance, file = spoil(at, Random(f"{seed} {k}"))
            _tried(instance, f"case {k}, {file}", result)
            if (GOOD / file).is_file():
                shutil.copy(GOOD / file, at / file)
    result.highest("MB", memory_mb())
    if memory_mb() > MEGABYTES + before:
        result.wrong.append(f"cases {numbers}: {memory_mb()} MB")
    return result


def _tried(instance: Path, case: str, result: Result) -> None:
    """One spoilt file read: what it said, and how long it took."""
    began = time.process_time()
    said = _read(instance)
    took = time.process_time() - began
    result.highest("seconds", took)
    result.saw(said if said in ("read", "refused") else "raised")
    if said not in ("read", "refused"):
        result.wrong.append(f"{case}: {said}")
    if took > SECONDS:
        result.wrong.append(f"{case}: {took:.1f} s")


def _read(instance: Path) -> str:
    try:
        reading = read_instance(instance)
        case = stand(reading.city, reading.policy, reading.instance.decisions)
        build(case, goals(case))
    except BadInput as error:
        return "refused" if all(p.message and str(p) for p in error.problems) else "refused without a word"
    except Exception as error:
        return f"{type(error).__name__} {str(error)[:200]}"
    return "read"
