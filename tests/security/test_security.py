"""No network, no path outside, no live formula, nothing run from an input."""
from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.faults.running import ROOT, here, run, town

GUARD = """\
import socket
def refuse(*a, **k):
    open({flag!r}, 'a').write('network\\n')
    raise OSError('no network')
for name in ('socket', 'create_connection', 'getaddrinfo', 'gethostbyname', 'socketpair'):
    setattr(socket, name, refuse)
"""


@pytest.mark.parametrize("command", ["solve", "compare", "explain"])
def test_no_command_opens_a_socket(command: str, tmp_path: Path) -> None:
    """In the command's process and in those of both solvers."""
    flag = tmp_path / "flag"
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(GUARD.format(flag=str(flag)), "utf-8")
    more = {"explain": ["A003"]}.get(command, [])
    done = run(command, town(tmp_path / "in"), *more, "--out", tmp_path / "out", cwd=tmp_path,
               env={"PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{ROOT}"})
    assert done.returncode == (2 if command == "compare" else 0), done.stderr          # it has no manual plan
    assert not flag.exists()
    if command == "solve":
        assert json.loads((tmp_path / "out/run.json").read_text("utf-8"))["confirmed_by"] == ["highs", "cp-sat"]


HOSTILE = ("=HYPERLINK(\"http://x\")", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "＝1+1")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_an_input_never_becomes_a_formula(text: str, tmp_path: Path) -> None:
    instance, out = town(tmp_path / "in"), tmp_path / "out"
    table = tmp_path / "in/town/applications.csv"
    quoted = '"' + text.replace('"', '""') + '"'
    table.write_text(table.read_text("utf-8").replace("西区肿瘤医院", quoted), "utf-8")
    done = here("solve", instance, "--out", out, cwd=tmp_path)
    if done.returncode == 2:                # control characters are refused
        assert not out.exists()
        return
    assert done.returncode == 0, done.stderr
    cells = [c for s in load_workbook(out / "plan.xlsx") for row in s.iter_rows() for c in row
             if isinstance(c.value, str) and text.strip().lstrip("＝") in c.value]
    assert cells
    assert {c.data_type for c in cells} == {"s"}
    with zipfile.ZipFile(out / "plan.xlsx") as package:
        assert not [n for n in package.namelist() if "externalLink" in n or "vba" in n.lower()]
        sheets = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not any(f"<f>{text.lstrip('=')[:6]}" in s for s in sheets)


@pytest.mark.parametrize("where", ["../outside.csv", "/etc/hostname", "town/../../outside.csv", "link.csv", "/dev/zero", "file:///etc/hostname"])
def test_a_table_outside_the_folder_is_refused(where: str, tmp_path: Path) -> None:
    instance = town(tmp_path / "in")
    (tmp_path / "outside.csv").write_bytes((tmp_path / "in/town/districts.csv").read_bytes())
    if where == "link.csv":
        try:
            (tmp_path / "in/link.csv").symlink_to(tmp_path / "outside.csv")
        except OSError:
            pytest.skip("no links here")
    instance.write_text(instance.read_text("utf-8").replace("town/districts.csv", where), "utf-8")
    done = here("check", instance, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["../escaped", "a/b", "..", "/tmp/x", "con\x00", ""])
def test_the_name_of_an_instance_does_not_lead_out_of_the_results(name: str, tmp_path: Path) -> None:
    instance = town(tmp_path / "in")
    instance.write_text(instance.read_text("utf-8").replace("name: town2026", f"name: {json.dumps(name)}"), "utf-8")
    before = {p for p in tmp_path.rglob("*")}
    done = here("solve", instance, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert {p for p in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['touch owned']", "!!python/name:os.system", "!include /etc/passwd"])
def test_a_tag_runs_nothing(tag: str, tmp_path: Path) -> None:
    instance = town(tmp_path / "in")
    instance.write_text(instance.read_text("utf-8").replace("year: 2026", f"year: {tag}"), "utf-8")
    done = here("check", instance, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "owned").exists()
