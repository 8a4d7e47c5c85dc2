"""Many cases over several processes, split by number in blocks of one size: the result is the same for any count of processes."""
from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from tests.campaign.result import Result

Block = Callable[[int, range], Result]          # seed and numbers of cases -> what was found; a function of a module, so that it travels
TOLD = 10.0                                      # seconds between two words on how far it is


def many(result: Result, block: Block, count: int, seed: int, size: int = 20) -> Result:
    """So many cases, or those done by the part's end, added up in order."""
    blocks = [range(k, min(k + size, count)) for k in range(0, count, size)]
    told = time.monotonic()
    for found in _found(block, blocks, seed) if Result.jobs > 1 and len(blocks) > 1 else _alone(block, blocks, seed):
        result.add(found)
        if time.monotonic() - told > TOLD:
            told = time.monotonic()
            print(f"  {result.part}: {result.cases:,} of {count:,}, {len(result.wrong)} wrong", file=sys.stderr, flush=True)
    return result


def _alone(block: Block, blocks: list[range], seed: int) -> Iterator[Result]:
    for numbers in blocks:
        if Result.over():
            return
        yield block(seed, numbers)


def _found(block: Block, blocks: list[range], seed: int) -> Iterator[Result]:
    """The blocks' results in order; a few are always under way, and none is begun once the time is up."""
    waiting: list[Future[Result]] = []
    rest = iter(blocks)
    with ProcessPoolExecutor(Result.jobs, mp_context=get_context("spawn")) as pool:
        while True:
            while len(waiting) < 2 * Result.jobs and not Result.over() and (numbers := next(rest, None)) is not None:
                waiting.append(pool.submit(block, seed, numbers))
            if not waiting:
                return
            try:
                yield waiting.pop(0).result()
            except BrokenProcessPool:
                yield Result("", wrong=["a process of the campaign died: the rest was not tried"])
                return
