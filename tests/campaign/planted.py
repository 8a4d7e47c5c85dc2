"""Faults put into the rules one at a time, in a copy of the project; each must be caught by something that is there."""
# ruff: noqa: E501 - one fault, one line: what stood there and what stands there now
from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tests.campaign.result import Result

ROOT = Path(__file__).resolve().parents[2]
B, S, M = "allocator/rules/bounds/", "allocator/rules/standings/", "allocator/measures/"
PARTS = ("allocator", "models", "instances", "tests", "docs")


@dataclass(frozen=True)
class Fault:
    """One edit of one file, and the kind whose contract it breaks."""

    says: str
    path: str
    old: str
    new: str


F = Fault
FAULTS: tuple[Fault, ...] = (
    # rounding
    F("density_limit: floor → ceil", B + "density_limit.py", 'return floor(exact) if self.sense == "<="', 'return ceil(exact) if self.sense == "<="'),
    F("density_limit, to be reached: ceil → floor", B + "density_limit.py", "else ceil(exact)", "else floor(exact)"),
    F("plan_total: floor → ceil", B + "plan_total.py", "max(self.at_least, floor(self.per_10000", "max(self.at_least, -floor(-self.per_10000"),
    F("coverage: ceil → one less", B + "coverage.py", "ceil(self.share * case.city.insured)", "(ceil(self.share * case.city.insured) - 1)"),
    F("idle beds: ⌈needed⌉ → ⌊needed⌋", M + "stock.py", "-(-i.bed_days * target_use.denominator // (365 * target_use.numerator))",
      "(i.bed_days * target_use.denominator // (365 * target_use.numerator))"),
    F("class_control: cut rounded down", B + "class_control.py", "return ceil(self.cut * today)", "return int(self.cut * today)"),
    # < and <=
    F("requirement: short at exactly the need", M + "need.py", "if after_exits < need:", "if after_exits <= need:"),
    F("requirement: stock at exactly the need", M + "need.py", '"stock" if after_exits > need', '"stock" if after_exits >= need'),
    F("ban: the last day counts", S + "ban.py", "made < until else None", "made <= until else None"),
    F("grandfather: licensed on the day", S + "grandfather.py", "a.licensed_on < self.licensed_before", "a.licensed_on <= self.licensed_before"),
    F("grandfather: applied on the day does not", S + "grandfather.py", "a.applied_on <= self.applied_by", "a.applied_on < self.applied_by"),
    F("freeze: at exactly the occupancy", S + "freeze.py", "use < p.occupancy_below", "use <= p.occupancy_below"),
    F("freeze: at exactly the figure", S + "freeze.py", "now > limit else None", "now >= limit else None"),
    F("adjustment_limits: a block exactly as small as allowed", B + "adjustment_limits.py", "if beds >= self.min_block", "if beds > self.min_block"),
    F("conversion: exactly what is idle", S + "conversion.py", "application.beds_max > spare", "application.beds_max >= spare"),
    F("release_quota: over at exactly the figure", B + "release_quota.py", "limit is not None and now > limit", "limit is not None and now >= limit"),
    # rows and check apart
    F("density_limit: a row one looser", B + "density_limit.py", "districts, terms, left, x, case)\n            if", "districts, terms, left + 1, x, case)\n            if"),
    F("plan_total: a row one tighter", B + "plan_total.py", "max(0, total - there[subject]))", "max(0, total - 1 - there[subject]))"),
    F("class_control: a row that allows one more", B + "class_control.py", 'for a in here]), "<=", self.cap_new)', 'for a in here]), "<=", self.cap_new + 1)'),
    F("swap: reuse of everything", B + "swap.py", 'x.total(every), "<=", p * there.sum("exited")', 'x.total(every), "<=", 2 * p * there.sum("exited")'),
    F("swap: the balance's sign", B + "swap.py", "_scaled(supply, -1) + _net_outflow", "_scaled(supply, 1) + _net_outflow"),
    F("swap: headroom dropped", B + "swap.py", 'yield Row("headroom", d, x.total(added), "<=", case.headroom(d))', "pass"),
    F("transfer: cap by giver of everything", B + "transfer.py", '"<=", self.cap or 0)\n', '"<=", (self.cap or 0) + 1)\n'),
    F("coverage: share dropped", B + "coverage.py", '">=", target)', '">=", 0)'),
    F("adjustment_limits: the district's limit dropped", B + "adjustment_limits.py", '"<=", self.allowance(d, case))\n', '"<=", 10**6)\n'),
    F("adjustment_limits: an institution both gives up and grows", B + "adjustment_limits.py", '(1, x.admit(a.code))]), "<=", 1)', '(1, x.admit(a.code))]), "<=", 2)'),
    F("min_distance: two within the distance", B + "min_distance.py", 'for k in group]), "<=", 1)', 'for k in group]), "<=", 2)'),
    F("radius_cap: one more in the circle", B + "radius_cap.py", "terms.append((most - cap, x.admit(circle.centre)))",
      "terms.append((most - cap - 1, x.admit(circle.centre)))"),
    F("minimum: one less will do", B + "minimum.py", '">=", self.n - self.there(districts, case))', '">=", self.n - 1 - self.there(districts, case))'),
    F("institution_cap: half again", B + "institution_cap.py", "max(0, (self.cap(i, case.city.data_as_of) or 0) - i.insured_beds)",
      "max(0, 2 * (self.cap(i, case.city.data_as_of) or 0) - i.insured_beds)"),
    F("total_invariant: exits may be refilled twice", B + "total_invariant.py", "max(total, today) - left)", "max(total, today) - left + 1)"),
    F("tier_ratio: the share's sign", B + "tier_ratio.py", "share - self.scale * (i.tier in tiers)", "self.scale * (i.tier in tiers) - share"),
    F("offset_first: the exempt are not taken off", B + "offset_first.py", "releases.amount(freed, \"beds\", districts) - sum(",
      "releases.amount(freed, \"beds\", districts) - 0 * sum("),
    # counted, dropped, shared by rows and check
    F("exempt: counted → not", S + "exempt.py", "counted=self.counted", "counted=not self.counted"),
    F("eligibility: the unqualified enter", S + "eligibility.py", "if not application.qualified:", "if application.qualified and False:"),
    F("mandatory: nobody must", S + "mandatory.py", 'yield Row("taken", code, x.admit(code), ">=", 1)', 'yield Row("taken", code, x.admit(code), ">=", 0)'),
    # models: figures and rules of a policy
    F("wuhu: 5.97 → 6.97 beds per 1000", "models/wuhu.yaml", "value: 5.97", "value: 6.97"),
    F("wuhu: coverage 95 % → 100 %", "models/wuhu.yaml", "share: 0.95", "share: 1"),
    F("wuhu: 10 % → 20 % of an institution's beds", "models/wuhu.yaml", "share_per_institution: 0.10", "share_per_institution: 0.20"),
    F("wuhu: 6:3:1 → 5:3:2", "models/wuhu.yaml", "shares: 6:3:1", "shares: 5:3:2"),
    F("wuhu: 3.06 → 3.6 doctors per 1000", "models/wuhu.yaml", "value: 3.06", "value: 3.6"),
    F("wuhu: counted yes → no", "models/wuhu.yaml", "counted: yes", "counted: no"),
    F("wuhu: 5 % → 50 % of a district's beds", "models/wuhu.yaml", "share_per_district: 0.05", "share_per_district: 0.5"),
    F("wuhu: idle for other care below a use of 85 % → 95 %", "models/wuhu.yaml", "target_use: 0.85", "target_use: 0.95"),
    F("wuhu: cut below a use of 85 % → 95 %", "models/wuhu.yaml", "may_reduce: surplus\n    target_use: 0.85", "may_reduce: surplus\n    target_use: 0.95"),
    F("wuhu: blocks of 5 → 4 beds", "models/wuhu.yaml", "min_block: 5", "min_block: 4"),
    F("wuhu: frozen below a use of 79 % → 78 %", "models/wuhu.yaml", "occupancy_below: 0.79", "occupancy_below: 0.78"),
    F("wuhu: the freeze of doctors dropped", "models/wuhu.yaml", "any_of: [{doctors_above: 3.06}]", "any_of: [{doctors_above: 306}]"),
    F("xinjiang: coverage 95 % → 90 %", "models/xinjiang.yaml", "share: 0.95", "share: 0.90"),
    F("jinan: a radius of 800 m → 700 m", "models/jinan.yaml", "default: 800\n", "default: 700\n"),
)

CONTRACT, GOLDEN = "tests/rules/test_contract.py", "tests/rules/test_golden.py"
BY_HAND = ("tests/rules", "tests/kinds", "tests/measures", "tests/test_standing.py", "tests/test_audit.py", f"--deselect={CONTRACT}")
POLICIES = "tests/policies"
BRUTE = "brute"                       # not pytest: tests.campaign.brute, 80 towns
ASKED = {"need": "requirement", "stock": "adjustment_limits or conversion or idle"}      # file -> the tests that are named after its kind
BENCHES = 2                           # copies of the project that are tried at once
Detectors = tuple[tuple[str, tuple[str, ...]], ...]
# The libraries are loaded once; each question is a fork that loads the project anew.
ASKING = """\
import json, os, sys
import highspy, numpy, openpyxl, pydantic, pyomo.environ, pytest, ruamel.yaml, scipy.sparse
sys.dont_write_bytecode = True
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.path.insert(0, os.getcwd())
        try:
            if json.loads(line) == ["brute"]:
                from tests.campaign.brute import brute
                code = bool(brute(80, 0).wrong)
            else:
                code = pytest.main(["-qx", "-p", "no:cacheprovider", *json.loads(line)])
        except BaseException:
            code = 3
        os._exit(int(code))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
FAILED, SOUND = (1, 2), (0, 5)         # pytest's exit codes: a test or an import failed; all is well, or no test bears the name


def detectors(fault: Fault) -> Detectors:
    """What tries a fault, in turn: the cheapest and likeliest first."""
    stem = Path(fault.path).stem
    if fault.path.startswith("models/"):
        return (("what every row of the policy asks for", (POLICIES, "-k", stem)),
                ("the city's published figures and its plan", ("tests/instances", "tests/measures/test_published.py", "-k", f"{stem} or published")))
    mine = ASKED.get(stem, stem)
    return (("rows against check, golden rows", (CONTRACT, GOLDEN, "-k", mine)), ("figures derived by hand", (*BY_HAND, "-k", mine)),
            ("figures derived by hand, of another kind", BY_HAND), ("what every row of the policies asks for", (POLICIES,)),
            ("trying every plan", (BRUTE,)), ("the cities' published figures and their plans", ("tests/instances",)))


class Bench:
    """A copy of the project, and the process that tries it."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ROOT.glob("*.*"):
            if file.is_file():
                shutil.copy(file, copy / file.name)
        self._child = subprocess.Popen([sys.executable, "-P", "-c", ASKING], cwd=copy, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(copy)})

    def fails(self, command: tuple[str, ...]) -> bool:
        """Whether a detector fails."""
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(json.dumps(list(command)) + "\n")
        self._child.stdin.flush()
        code = int(self._child.stdout.readline())
        if code not in (*FAILED, *SOUND):
            raise RuntimeError(f"{command} could not be tried: {code}")
        return code in FAILED

    def close(self) -> None:
        """End it."""
        self._child.communicate()

    def tried(self, fault: Fault) -> tuple[str, tuple[str, ...]]:
        """The first detector that fails with a fault in place: its name and command; empty: none."""
        path = self.copy / fault.path
        good = path.read_text("utf-8")
        if fault.old not in good:
            return "", ()
        path.write_text(good.replace(fault.old, fault.new, 1), "utf-8")
        try:
            return next(((name, command) for name, command in detectors(fault) if self.fails(command)), ("", ()))
        finally:
            path.write_text(good, "utf-8")


class Benches:
    """Some of them, each asked by one thread at a time."""

    def __init__(self, folder: Path, number: int = BENCHES) -> None:
        self._free: SimpleQueue[Bench] = SimpleQueue()
        self._all = [Bench(folder / f"copy{k}") for k in range(number)]
        for bench in self._all:
            self._free.put(bench)

    @contextmanager
    def one(self) -> Iterator[Bench]:
        """One that nobody else asks."""
        bench = self._free.get()
        try:
            yield bench
        finally:
            self._free.put(bench)

    def tried(self, fault: Fault) -> tuple[str, tuple[str, ...]]:
        """What caught a fault, and how."""
        with self.one() as bench:
            return bench.tried(fault)

    def fails(self, command: tuple[str, ...]) -> bool:
        """Whether a detector fails."""
        with self.one() as bench:
            return bench.fails(command)

    def close(self) -> None:
        """End them."""
        for bench in self._all:
            bench.close()


def planted(count: int, seed: int) -> Result:
    """The first so many faults of the list, one at a time in a copy; what caught them must be sound without them."""
    del seed
    result = Result("planted faults")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending, ThreadPoolExecutor(BENCHES) as threads:
        benches = Benches(Path(folder))
        ending.callback(benches.close)
        found_by = threads.map(lambda fault: None if result.late else benches.tried(fault), FAULTS[:count])
        tried = list(zip(FAULTS[:count], found_by, strict=True))
        for fault, found in tried:
            if found:
                _told(fault, found[0], result)
        spoke = sorted({found[1] for _, found in tried if found and found[0]})
        result.wrong += [f"fails without any fault: {' '.join(c)}" for c, fails in zip(spoke, threads.map(benches.fails, spoke), strict=True) if fails]
    return result


def _told(fault: Fault, by: str, result: Result) -> None:
    result.saw(by or "not caught")
    result.rows.append(f"| {fault.says} | `{fault.path.removeprefix('allocator/')}` | {by or '**not caught**'} |")
    if not by:
        result.wrong.append(f"not caught: {fault.says}")
