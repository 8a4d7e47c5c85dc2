"""Names and codes of institutions: generic, numbered, and obviously synthetic."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

BY_SPECIALTY = {
    "general": "综合医院", "tcm": "中医医院", "paediatric": "儿童医院", "obstetric": "妇幼保健院", "psychiatric": "精神病医院",
    "rehabilitation": "康复医院", "orthopaedic": "骨科医院", "geriatric": "老年病医院", "eye": "眼科医院", "oncology": "肿瘤医院",
    "infectious": "传染病医院", "cardiovascular": "心血管病医院", "kidney": "肾病医院",
}
BY_FACILITY = {
    "township_centre": "卫生院", "community_centre": "社区卫生服务中心", "public_health_agency": "疾病防治所", "station": "社区卫生服务站",
    "village_clinic": "村卫生室", "clinic": "诊所", "outpatient_department": "门诊部", "infirmary": "内设医务室", "pharmacy": "药店",
    "hospice": "安宁疗护中心", "nursing_home": "护理院",
}
BY_TYPE = {"dental": "口腔诊所", "massage": "盲人医疗按摩诊所"}
MANY = ("药店", "诊所", "村卫生室", "口腔诊所")
LETTERS = {"inpatient": "H", "outpatient": "C", "pharmacy": "P"}


class Names:
    """Names and codes, numbered in the order in which they are asked for."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def name(self, row: Mapping[str, Any]) -> str:
        """Return the next name of its kind where it stands, e.g. 镜湖区示例综合医院03."""
        local = row["facility"] in ("township_centre", "community_centre")
        stem = f"{row['township'] if local else row['district']}示例{word_of(row)}"
        self._count[stem] += 1
        return f"{stem}{self._count[stem]:0{3 if word_of(row) in MANY else 2}d}"

    def code(self, letter: str) -> str:
        """Return the next code with this letter."""
        self._count[letter] += 1
        return f"{letter}{self._count[letter]:04d}"


def word_of(row: Mapping[str, Any]) -> str:
    """Return the word for what an institution is."""
    if row["facility"] in ("hospital", "maternity"):
        return BY_SPECIALTY[row["specialty"]]
    return BY_TYPE.get(row["type"], BY_FACILITY[row["facility"]]) if row["facility"] == "clinic" else BY_FACILITY[row["facility"]]
