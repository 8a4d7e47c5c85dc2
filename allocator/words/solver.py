"""Sentences of the solver: key -> (Chinese, English)."""
from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "highs.1_14": ("1.14.x 会把较差的方案称为最优（其预处理漏算行活动值，见 HiGHS 合并请求 2961）",
                   "1.14.x calls worse plans optimal (its presolve forgets row activities: HiGHS pull request 2961)"),
    "highs.old": ("1.15 之前的版本从未与本程序一同检验", "versions before 1.15 were never tried with this program"),
    "highs.refused.hint": ("请安装锁定的版本：highspy 1.15.1。", "Install the version that is locked: highspy 1.15.1."),
    "highs.contradicts": ("目标 {goal}：求解器的回答经整数核验不成立（{said}）。这是程序缺陷，请报告。",
                          "goal {goal}: the solver's answers do not hold in exact integers ({said}). This is a bug: please report it."),
    "highs.broken_plan": ("求解器报告的方案违反了约束，整数核验不通过。这是程序缺陷，请报告。",
                          "the solver reported a plan that breaks a row in exact integers. This is a bug: please report it."),
    "highs.other_values": ("求解器报告的目标值与方案不符：{goals}。这是程序缺陷，请报告。",
                           "the solver reported values that are not the plan's own: {goals}. This is a bug: please report it."),
}
