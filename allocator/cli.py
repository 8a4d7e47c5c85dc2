"""Arguments → one call → exit code; no logic."""
from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from allocator import __version__

INSTANCE = click.Path(path_type=Path)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that every command on an instance takes."""
    options = (
        click.option("--out", type=click.Path(path_type=Path), help="结果文件夹，缺省 results/<实例名>。Results folder."),
        click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="语言。Language."),
        click.option("--time-limit", type=float, help="整个命令的秒数上限。Seconds for the whole command."),
        click.option("--gap", type=click.FloatRange(0), help="每级目标允许的相对差，缺省0即证明最优。Relative gap; 0 proves the optimum."),
        click.option("--threads", type=click.IntRange(1), help="求解线程数。Solver threads."),
        click.option("--seed", type=int, help="求解随机种子。Solver seed."),
        click.option("--quiet", is_flag=True, help="不显示进度。No progress."),
        click.option("--json", "as_json", is_flag=True, help="结果以JSON写到标准输出。Machine-readable on stdout."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def guarded(command: Callable[..., int]) -> Callable[..., None]:
    """Exit code of a command; an error as lines on stderr, never a traceback."""
    @wraps(command)
    def run(**arguments: Any) -> None:
        from allocator import words
        from allocator.errors import AllocatorError

        words.use(arguments.get("language") or "zh")
        signal.signal(signal.SIGTERM, signal.default_int_handler)        # SIGTERM ends a command as Ctrl-C does
        try:
            code = command(**arguments)
        except AllocatorError as error:
            _complain(error)
            code = error.code
        except KeyboardInterrupt:
            code = 130
        except (OSError, MemoryError) as error:                           # a full disk or a memory limit, wherever it strikes
            failed = _unforeseen(error)
            _complain(failed)
            code = failed.code
        sys.exit(code)

    return run


def _unforeseen(error: OSError | MemoryError) -> Any:
    from allocator import words
    from allocator.errors import NotWritable, OutOfMemory, Problem

    if isinstance(error, MemoryError):
        return OutOfMemory(words.say("error.memory"))
    return NotWritable(Problem(str(error.filename or ""), words.say("folder.not_writable", why=error.strerror or str(error))))


def _complain(error: Any) -> None:
    from allocator import words

    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(errors="replace")
    click.echo(words.say("error.title", n=len(error.problems)), err=True)
    for problem in error.problems:
        click.echo(f"  {problem}", err=True)


def _options(arguments: dict[str, Any]) -> Any:
    from allocator.run import Options

    names = {"as_json": "json"}
    return Options(**{names.get(k, k): v for k, v in arguments.items()})


class Program(click.Group):
    """The commands; called as a program it leaves at once when it has ended, since taking a large program to pieces costs half a second."""

    def __call__(self, *arguments: Any, **more: Any) -> Any:
        """Run as a process of its own."""
        try:
            return self.main(*arguments, **more)
        except SystemExit as end:
            if isinstance(end.code, int):
                _leave(end.code)
            raise


def _leave(code: int) -> None:
    """End the process; where something said cannot be written, Python ends it in its own way and says so."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return
    os._exit(code)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "-V", "--version", prog_name="allocator")
def main() -> None:
    """定点医药机构资源配置：读一个实例，求出并核验一份可签发的配置方案。

    Annual allocation plans of designated medical institutions: from one YAML to a plan that can be signed.

    \b
    例 Examples:
      allocator check   instances/wuhu2026.yaml
      allocator solve   instances/wuhu2026.yaml
      allocator audit   instances/wuhu2026.yaml results/wuhu2026/plan.xlsx
      allocator compare instances/wuhu2026.yaml
    """


@main.command()
@click.argument("instance", type=INSTANCE)
@click.option("--plain", is_flag=True, help="逐个人口点建模，不作归并，供核对。Every demand point unreduced, as a check.")
@common
@guarded
def solve(**arguments: Any) -> int:
    """读取、测算、求解、核验、对比，写出 plan.xlsx、plan.json、run.json。

    Read, measure, solve, audit, compare and write the plan. Exit codes: 0 done, 2 bad input, 3 no plan satisfies the must rules,
    4 limit reached without a plan, 5 cannot write, 70 a bug of ours, 130 interrupted (the best plan so far is written).
    """
    from allocator.commands.solve import solve as command

    return command(_options(arguments))


@main.command()
@click.argument("instance", type=INSTANCE)
@common
@guarded
def check(**arguments: Any) -> int:
    """只读取和校验，一次列出全部问题。Read and validate only; every problem at once."""
    from allocator.commands.check import check as command

    return command(_options(arguments))


@main.command()
@click.argument("instance", type=INSTANCE)
@click.argument("plan", type=INSTANCE)
@common
@guarded
def audit(plan: Path, **arguments: Any) -> int:
    """用同一套规则核验任一方案（xlsx 或 json），不求解。

    Every rule on any plan, the solver's or a manual one. Exit code 1 if a must rule is broken.
    """
    from allocator.commands.audit import audit as command

    return command(_options(arguments), plan)


@main.command()
@click.argument("instance", type=INSTANCE)
@click.argument("plans", type=INSTANCE, nargs=-1)
@common
@guarded
def compare(plans: tuple[Path, ...], **arguments: Any) -> int:
    """人工方案、最接近的合规方案、求解方案三列对比；给出 PLANS 时只评价这些方案。

    The manual plan, the lawful plan nearest to it and the solver's, side by side. Exit code 1 if a plan given breaks a must rule.
    """
    from allocator.commands.compare import compare as command

    return command(_options(arguments), plans)


@main.command()
@click.argument("instance", type=INSTANCE)
@click.argument("code", required=False)
@click.option("--district", help="区县。District.")
@common
@guarded
def explain(code: str | None, district: str | None, **arguments: Any) -> int:
    """某项申请为何纳入或不纳入、改变什么才能纳入；某区县为何增减床位。

    Why an application was admitted or not, why a district gains or gives up beds, and what would change it.
    """
    from allocator.commands.explain import explain as command

    return command(_options(arguments), code, district)


@main.command()
@click.argument("instance", type=INSTANCE)
@common
@guarded
def assess(**arguments: Any) -> int:
    """测算与比对：分区县、等级、类别的所需与实有，以及各项指标。Required against actual, and every indicator."""
    from allocator.commands.assess import assess as command

    return command(_options(arguments))


@main.command()
@click.argument("instance", type=INSTANCE)
@common
@guarded
def settle(**arguments: Any) -> int:
    """超医保床位的床日及不予结算金额。Bed-days over the insured beds and the fund share not settled."""
    from allocator.commands.settle import settle as command

    return command(_options(arguments))


@main.command()
@click.argument("instance", type=INSTANCE)
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="日期，缺省数据截止日。Day; the day of the data by default.")
@common
@guarded
def monitor(on: Any, **arguments: Any) -> int:
    """动态管理清单：辅导期与试运行、禁入、末位、释放、触发条件。The dynamic list on a given day."""
    from allocator.commands.monitor import monitor as command

    return command(_options(arguments), on.date() if on else None)


@main.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--instance", type=INSTANCE, help="实例文件，缺省取 run.json 所记。The instance, if not the one that run.json names.")
@click.option("--quiet", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@guarded
def verify(results: Path, instance: Path | None, quiet: bool, as_json: bool) -> int:
    """按 run.json 重复一次运行，说明方案是否相同。Repeat a run and say whether the plan is the same (exit code 1 if not)."""
    from allocator.commands.verify import verify as command

    return command(results, instance, quiet=quiet, as_json=as_json)


@main.command()
@click.argument("name")
@click.option("--city", required=True, help="模型名称，如 wuhu。Name of a model.")
@click.option("--year", type=int, help="计划年度，缺省今年。Plan year.")
@click.option("--out", type=click.Path(path_type=Path), help="所在文件夹，缺省 instances。Folder.")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@guarded
def init(name: str, city: str, year: int | None, out: Path | None, **_: Any) -> int:
    """新建实例：YAML、带下拉选项的表格模板、人工方案模板。

    A new instance: YAML, table templates with dropdowns, a template for the manual plan.
    """
    from allocator.commands.init import init as command

    return command(name, city, year, out)


@main.command()
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON")
@guarded
def rules(as_json: bool, **_: Any) -> int:
    """列出规则种类、数值及使用它们的模型。The rule kinds, their figures, who uses them."""
    from allocator.commands.rules import rules as command

    return command(as_json)


@main.command()
@click.argument("demand", type=INSTANCE)
@click.argument("sites", type=INSTANCE)
@click.option("--radius", metavar="M", help="服务半径（米）：800，或 urban=800,rural=2000。Reach in metres, for all or by area class.")
@click.option("--minutes", metavar="T", help="服务半径（分钟），直线测算须配 --speed。Reach in minutes.")
@click.option("--speed", metavar="KMH", help="步行速度（公里/小时）。Speed, km/h.")
@click.option("--detour", metavar="F", help="绕行系数，路程与直线之比，缺省1。Path over straight line.")
@click.option("-p", "most", type=click.IntRange(0), help="最多布点数（MCLP）。At most so many sites.")
@click.option("--cover", metavar="S", help="以最少布点覆盖的比例，如0.95；1为全部（LSCP）。Least sites that cover a share.")
@click.option("--existing", type=INSTANCE, help="现有机构，其服务范围视为已覆盖。What is there already.")
@click.option("--matrix", type=INSTANCE, help="距离或时间表（长表或宽表）。Given distances or times.")
@click.option("--network", type=INSTANCE, help="步行路网：边表或 .osm/.pbf。Edge table or OpenStreetMap extract.")
@click.option("--coordinates", metavar="SYS", help="坐标系：wgs84、cgcs2000、gcj02、bd09、epsg:N，或 demand=…,sites=…。Coordinate systems.")
@common
@guarded
def site(**arguments: Any) -> int:
    """只做选址：在 SITES 中为 DEMAND 选点，写出 site.json、site.xlsx。

    The covering problem alone: most people with -p sites, or fewest sites that cover a share. Exit codes: 0 done, 2 bad input,
    3 the share is out of reach, 5 cannot write, 130 interrupted (the best choice so far is written).

    例 Example: allocator site demand.csv sites.csv --radius 800 -p 50 --existing pharmacies.csv
    """
    from allocator.commands.site import asked
    from allocator.commands.site import site as command

    return command(*asked(arguments))


@main.command()
@click.argument("instance", type=INSTANCE)
@click.option("--set", "written", multiple=True, metavar="KEY=V1,V2", help="参数或 rules.规则.字段=取值，可多次。What to change, to what.")
@common
@guarded
def whatif(written: tuple[str, ...], **arguments: Any) -> int:
    """同一实例换一组数值：逐一测算 --set 各取值的组合，写出 whatif.xlsx、whatif.json。

    The same instance under other figures: every combination of the values given, without rebuilding where bounds suffice.
    """
    from allocator.commands.whatif import whatif as command

    return command(_options(arguments), written)
