"""The READMEs say what is so, in both languages: links, commands, codes, tree and tables; and what they tell a newcomer to run runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from allocator.errors import AllocatorError
from allocator.rules import KINDS

READMES = ["README.md", "README.zh-CN.md"]
PAGES = [*READMES, "CHANGELOG.md", "docs/dependencies.md", "docs/glossary.md", "models/README.md", "results/README.md"]


def text(root: Path, page: str) -> str:
    return (root / page).read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    """Fenced blocks of one language, their indentation and comments left out."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", page, re.MULTILINE | re.DOTALL)
    return [re.sub(r"^ {3}|\s+#.*$", "", block, flags=re.MULTILINE).strip() for block in found]


def rows(page: str, head: str) -> dict[str, str]:
    """First two cells of the table whose first heading is `head`."""
    lines = page.partition(f"\n| {head} |")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| `?([^`|]+?)`? \| ([^|]+) \|", lines, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_every_local_link_leads_somewhere(root: Path, page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text(root, page))
    assert [link for link in links if not ((root / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", READMES)
def test_every_file_that_is_named_exists(root: Path, page: str) -> None:
    named = set(re.findall(r"`((?:models|instances|docs|allocator|tests)/[\w./-]+)`", text(root, page)))
    assert {"models/wuhu.yaml", "instances/wuhu2026.yaml", "models/README.md", "allocator/rules/"} <= named
    assert sorted(name for name in named if not (root / name).exists()) == []


def test_both_languages_show_the_same_commands(root: Path) -> None:
    english, chinese = (text(root, page) for page in READMES)
    for language in ("sh", "bat", "yaml"):
        assert blocks(english, language) == blocks(chinese, language) != []


@pytest.mark.parametrize("page", READMES)
def test_every_module_stands_in_the_tree(root: Path, page: str) -> None:
    tree = text(root, page).partition("\nallocator/\n")[2].partition("\nmodels/ ")[0]
    shown = set(re.findall(r"(?<=  )(\w+)(?:\.py|/)(?=  )", tree)) - {"allocator"}
    there = {path.stem for path in (root / "allocator").iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert there - {"__init__"} == shown


@pytest.mark.parametrize(("page", "head"), [("README.md", "exit code"), ("README.zh-CN.md", "退出码")])
def test_the_exit_codes_are_those_of_the_errors(root: Path, page: str, head: str) -> None:
    codes = set(rows(text(root, page), head)) - {"---"}
    assert codes == {"0", "1", "2", "3", "4", "5", "70", "130"}
    assert {str(error.code) for error in [AllocatorError, *AllocatorError.__subclasses__()]} <= codes


def test_the_entry_shown_is_one_that_its_kind_takes(root: Path) -> None:
    (sample,) = blocks(text(root, "README.md"), "yaml")
    (entry,) = YAML(typ="rt", pure=True).load(sample)
    kind = KINDS[entry.pop("kind")]
    rule = kind.model_validate({**entry, "value": str(entry["value"])})
    assert rule.id == "bed-total"


def test_the_tables_of_kinds_are_current(root: Path) -> None:
    said = subprocess.run([sys.executable, "docs/make_kinds.py", "--check"], cwd=root, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "\n", "")
    for page in ("README.md", "README.zh-CN.md", "models/README.md"):
        assert set(re.findall(r"^\| `(\w+)` \|", text(root, page).partition("<!-- kinds -->")[2], re.MULTILINE)) == set(KINDS)


@pytest.mark.parametrize(("page", "head"), [("README.md", "command"), ("README.zh-CN.md", "命令")])
def test_the_commands_are_those_of_the_program(root: Path, page: str, head: str) -> None:
    from allocator.cli import main

    shown = {line.split()[1] for line in rows(text(root, page), head) if line.startswith("allocator ")}
    assert shown == set(main.commands)


@pytest.mark.parametrize("page", READMES)
def test_the_options_are_those_of_the_program(root: Path, page: str) -> None:
    said = subprocess.run([sys.executable, "-m", "allocator", "solve", "--help"], capture_output=True, text=True, check=True).stdout
    line = re.search(r"^(?:Common options|通用选项).*?\n\n", text(root, page), re.MULTILINE | re.DOTALL)
    assert line
    options = set(re.findall(r"--[a-z-]+", line[0]))
    assert len(options) == 10  # out, lang, time-limit, gap, threads, seed, quiet, json, version, help
    assert options - {"--version"} <= set(re.findall(r"--[a-z-]+", said))


def test_what_a_newcomer_is_told_to_run_runs(root: Path, tmp_path: Path) -> None:
    """Run the five minutes in a folder of its own; `make solve` by what bootstrap.py hands it on to."""
    for folder in ("models", "instances"):
        shutil.copytree(root / folder, tmp_path / folder)
    minutes = text(root, "README.md").partition("## A first plan")[2].partition("\n## ")[0]
    ends = {}
    for line in blocks(minutes, "sh"):
        does = line.replace("make solve", "allocator solve instances/wuhu2026.yaml").replace(".venv/bin/", "")
        command = [sys.executable, "-m", *shlex.split(does)]
        ends[line] = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).returncode
    assert list(ends.values()) == [0, 1, 1, 0], ends  # the plan made by hand breaks must rules: audit and compare say so
    written = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "results").rglob("*.*")}
    assert {f"results/wuhu2026/{name}" for name in ("plan.xlsx", "plan.json", "run.json", "comparison.xlsx", "comparison.json")} <= written
