"""Values of the columns that hold a word from a list: column -> {English: Chinese}; `table.column` where a table has its own list."""
from __future__ import annotations

YES_NO = {"yes": "是", "no": "否"}
TIERS = {"tertiary": "三级", "secondary": "二级", "primary": "一级", "ungraded": "未定级"}
LEVELS = {"central": "中央", "provincial": "省属", "municipal": "市属", "county": "县区属", "none": "无"}
CAUSES = {
    "terminated": "解除协议", "withdrawn": "主动退出", "not_renewed": "到期未续签", "revoked": "吊销许可",
    "unqualified": "不再符合准入条件", "eliminated": "末位淘汰", "sanctioned": "末位惩戒核减", "closed": "停业注销", "merged": "合并",
    "reduced": "核减床位", "converted": "转型", "relocated": "迁址",
}

VALUES: dict[str, dict[str, str]] = {
    "category": {"inpatient": "住院类", "outpatient": "门诊类", "pharmacy": "定点零售药店"},
    "scheme": {"pooled": "门诊统筹", "account": "个人账户"},
    "funds.scheme": {"employee": "职工医保", "resident": "居民医保"},
    "facility": {
        "hospital": "医院", "maternity": "妇幼保健院", "township_centre": "乡镇卫生院", "community_centre": "社区卫生服务中心",
        "station": "社区卫生服务站", "village_clinic": "村卫生室", "outpatient_department": "门诊部", "clinic": "诊所",
        "infirmary": "内设医务室", "nursing_home": "护理院", "hospice": "安宁疗护中心", "rehabilitation_centre": "康复医疗中心",
        "dialysis_centre": "血液透析中心", "public_health_agency": "专业公共卫生机构", "pharmacy": "零售药店", "other": "其他",
    },
    "type": {
        "general": "综合", "tcm": "中医", "integrated": "中西医结合", "ethnic": "民族医", "specialised": "专科", "dental": "口腔",
        "eye": "眼科", "massage": "推拿按摩", "internal": "内科", "surgical": "外科", "paediatric": "儿科", "gynaecology": "妇科",
        "rehabilitation": "康复", "chain": "连锁", "single": "单体", "other": "其他",
    },
    "tier": TIERS,
    "specialty": {
        "general": "综合", "oncology": "肿瘤", "psychiatric": "精神", "infectious": "传染病", "rehabilitation": "康复",
        "paediatric": "儿科", "obstetric": "妇产", "cardiovascular": "心血管", "orthopaedic": "骨科", "eye": "眼科", "dental": "口腔",
        "tcm": "中医", "thoracic": "胸科", "kidney": "肾病", "geriatric": "老年病", "nursing": "护理", "hospice": "安宁疗护",
        "other": "其他",
    },
    "ownership": {"public": "公立", "private": "社会办"},
    "affiliation": LEVELS,
    "status": {"active": "正常", "suspended": "中止", "exited": "已退出"},
    "exit_cause": CAUSES,
    "cause": CAUSES,
    "kind": {
        "new": "新增", "branch": "分院", "relocation": "迁址", "expansion": "扩增床位", "conversion": "转型", "upgrade": "升级",
        "site": "潜在布点",
    },
    "events.kind": {
        "admitted": "签订协议", "minor_breach": "轻微违规", "serious_breach": "严重违规", "interviewed": "约谈",
        "suspended": "中止协议", "rectified": "整改完成", "rectification_failed": "整改不到位", "resumed": "恢复协议",
        "trial_passed": "试运行合格", "trial_failed": "试运行不合格", "renewed": "续签协议", "terminated": "解除协议",
        "crime": "涉嫌犯罪",
    },
    "stage": {
        "filed": "已申请", "accepted": "已受理", "assessed": "已评估", "published": "已公示", "negotiated": "已协商",
        "withdrawn": "已撤回",
    },
    "qualified": YES_NO,
    "moved_by_government": YES_NO,
    "parent_level": LEVELS,
    "parent_tier": TIERS,
    "convert_to": {
        "rehabilitation": "康复", "nursing": "护理", "elderly_care": "医养结合", "ltc": "长护险", "hospice": "安宁疗护",
    },
    "area_class": {"dense": "人口密集区", "urban": "城镇", "rural": "乡村"},
    "resource_level": {"rich": "丰富", "fair": "比较丰富", "weak": "薄弱"},
    "unit": {"beds": "张", "institutions": "家", "doctors": "名", "persons": "人"},
    "tags": {
        "key_project": "重点建设项目", "public_health": "基本公共卫生", "university": "高校内设", "enterprise": "企事业单位内设",
        "blind_massage": "盲人医疗按摩", "internal_only": "仅对内服务", "corps": "兵团", "dual_channel": "双通道",
        "medical_elderly": "医养结合", "integrated_village": "一体化村卫生室", "chain": "连锁",
    },
    # what a plan says
    "admitted": YES_NO,
    "counted": YES_NO,
    "scope": {"city": "全市", "district": "区县"},
    "state": {"increment": "优化增量", "balanced": "供需平衡", "stock": "优化存量", "short_underused": "短缺但利用不足"},
    "verdict": {"met": "符合", "binding": "符合（已达限值）", "violated": "不符合", "not_applicable": "不适用"},
    "strictness": {"must": "刚性", "should": "引导"},
}
