"""Names of tables, sheets and columns: English key -> Chinese. `table.key` stands where one table says it in its own words.

The meaning of every key, with its unit, is in docs/glossary.md; both languages are read everywhere, and workbooks are written with these.
"""
from __future__ import annotations

from allocator.words.columns import COLUMNS
from allocator.words.values import VALUES

__all__ = ["COLUMNS", "HEADERS", "SHEETS", "TABLES", "VALUES", "header", "key_of", "value", "value_of", "values"]

TABLES: dict[str, str] = {
    "districts": "区县", "funds": "基金", "townships": "乡镇街道", "demand_points": "参保人口点", "institutions": "现有定点机构",
    "applications": "申请与潜在布点", "requirements": "所需值", "releases": "释放台账", "events": "协议管理事件",
}

SHEETS: dict[str, str] = {  # of plan.xlsx, in its order
    "Cover": "封面与参数", "Districts": "区县汇总", "Beds": "床位配置", "Admissions": "机构准入", "Slots": "定向新增目录",
    "Transfers": "减一增一与调剂", "Adjustments": "床位调整", "Exemptions": "豁免清单", "Rules": "规则校核",
    "Comparison": "与人工方案对比", "Waitlist": "候补名单", "Exits": "退出与释放", "Freezes": "暂停新增", "Coverage": "覆盖率",
    "Measures": "测算与集聚度", "Sensitivity": "敏感性", "Decisions": "已定事项", "Sources": "数据来源",
}

HEADERS: dict[str, str] = {
    # who and where
    "code": "机构编码", "demand_points.code": "点位编码", "applications.code": "申请编号", "name": "机构名称",
    "demand_points.name": "点位名称", "applications.name": "申请机构名称", "district": "区县", "township": "乡镇街道",
    "account_district": "计入区县", "lon": "经度", "lat": "纬度",
    # people and land
    "insured": "参保人数", "residents": "常住人口", "area_km2": "面积", "area_class": "区域类型", "resource_level": "资源等级",
    # funds
    "funds.scheme": "险种", "year": "年度", "current_balance": "当期结余", "cumulative_balance": "累计结余",
    "forecast_balance": "预计年末结余", "income": "基金收入", "warning_on": "预警函", "warning_lifted_on": "预警函解除",
    # what an institution is
    "category": "定点类别", "scheme": "支付类别", "facility": "机构类型", "type": "诊疗类别", "tier": "等级", "specialty": "专科",
    "ownership": "所有制", "affiliation": "隶属关系", "tags": "标签",
    # what it has and does
    "licensed_beds": "核定床位", "licensed_beds_requested": "申请调整核定床位", "licensed_approved_on": "核定床位批准日期",
    "open_beds": "开放床位", "insured_beds": "医保床位", "reducible_beds": "可核减床位上限", "bed_days": "实际住院床日",
    "retail_bed_days": "零星报销床日", "open_bed_days": "实际开放床日", "occupied_bed_days": "实际占用床日",
    "fund_paid": "统筹基金支出", "admissions": "出院人次", "visits": "门诊人次", "cost_per_visit": "次均费用",
    "reimbursement_share": "政策范围内报销比例", "doctors": "医保医师", "score": "考核得分", "applications.score": "评估得分",
    # its contract
    "status": "协议状态", "admitted_on": "纳入定点日期", "exited_on": "退出日期", "exit_cause": "退出原因",
    # what is applied for
    "kind": "类型", "applications.kind": "申请类型", "events.kind": "事件类型", "beds_min": "最少床位", "beds_max": "申请床位",
    "stage": "办理阶段", "applied_on": "申请日期", "licensed_on": "取得执业许可日期", "opened_on": "正式运营日期",
    "barred_until": "禁止申请至", "qualified": "是否符合准入条件", "disqualified_reason": "不符合原因", "parent_code": "主体机构编码",
    "parent_name": "主体机构名称", "parent_level": "主体机构隶属", "parent_tier": "主体机构等级", "moved_by_government": "政府规划搬迁",
    "convert_to": "转型方向",
    # required values, releases, events
    "required": "所需值", "unit": "计量单位", "source": "来源", "beds": "床位数", "cause": "释放原因", "date": "日期", "note": "备注",
    # a plan: decisions
    "application": "申请编号", "institution": "机构编码", "admitted": "是否准入", "admissions.beds": "准入床位", "reduced": "核减床位",
    "from": "调出区县", "to": "调入区县", "transfers.beds": "调剂数量", "slots.code": "布点编号", "exempt_from": "豁免规则",
    "counted": "是否计入总量", "waitlist": "候补顺位", "reasons": "理由", "reason": "理由", "text": "说明", "count": "数量",
    "slots.beds": "拟设床位", "insured_newly_covered": "新覆盖参保人数", "nearest_same_m": "最近同类距离（米）", "limit": "限值",
    "adjustments.limit": "可核减上限", "use_before": "调整前使用率", "use_after": "调整后使用率",
    # a plan: sums
    "current": "现有", "exited": "退出", "converted": "转型", "moved_out": "迁出", "moved_in": "迁入", "expanded": "扩增",
    "beds.admitted": "新增准入", "planned": "规划", "after_exits": "退出后", "scope": "层级", "state": "供需状态",
    "covered_before": "现覆盖人数", "covered_after": "规划覆盖人数", "reachable": "可达上限", "standard": "标准", "gap": "差距",
    # a plan: what the rules and goals say
    "rule": "规则", "clause": "条款", "document": "文件", "article": "条目", "subject": "对象", "measured": "实测值", "sense": "关系",
    "slack": "余量", "excused": "豁免部分", "verdict": "校核结论", "strictness": "刚性", "value": "取值", "bound": "界",
}


def header(key: str, table: str = "") -> str:
    """Chinese header of a column, in the words of its table where that has its own.

    Raises
    ------
    KeyError
        if there is no such column.
    """
    return HEADERS.get(f"{table}.{key}") or HEADERS[key]


def key_of(text: str, table: str) -> str | None:
    """Key of the column of a table that bears this header, in either language; None where it is a column of nobody's."""
    return next((key for key in COLUMNS[table] if text in (key, header(key, table))), None)


def values(key: str, table: str = "") -> dict[str, str]:
    """Known values of a column, English -> Chinese; empty where the column holds free text or figures."""
    return VALUES.get(f"{table}.{key}") or VALUES.get(key, {})


def value(english: str, key: str, table: str = "") -> str:
    """Chinese for a value of a column; the value itself where it has no other name."""
    return values(key, table).get(english, english)


def value_of(text: str, key: str, table: str = "") -> str | None:
    """English for a value written in either language; None where it is unknown."""
    known = values(key, table)
    return text if text in known else next((english for english, chinese in known.items() if chinese == text), None)
