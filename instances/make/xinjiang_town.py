"""What Changji has: townships and corps farms, institutions by county, funds."""
from __future__ import annotations

import places
from by_hand import Habits
from hospitals import AUTUMN, Shape

CALENDAR = AUTUMN
BOOK = places.Gazetteer(
    city="昌吉回族自治州",
    area_codes={"652301": "昌吉市", "652302": "阜康市", "652323": "呼图壁县", "652324": "玛纳斯县", "652325": "奇台县",
                "652327": "吉木萨尔县", "652328": "木垒哈萨克自治县"},
    merged={"新疆昌吉国家农业科技园区管理委员会": "大西渠镇", "昌吉市北部荒漠生态保护管理站": "滨湖镇", "国有林管理中心": "雀尔沟镇",
            "呼图壁种牛场": "二十里店镇", "玛电工业区": "玛纳斯镇", "自治区林业厅玛纳斯平原林场": "六户地镇",
            "新疆农业科学院玛纳斯县试验站": "包家店镇"},
    hub=(87.295, 44.012),
    seats={"阜康市": "博峰街道", "呼图壁县": "呼图壁镇", "玛纳斯县": "玛纳斯镇", "奇台县": "奇台镇", "吉木萨尔县": "吉木萨尔镇",
           "木垒哈萨克自治县": "木垒镇"},
    spread_m=dict.fromkeys(("昌吉市", "阜康市", "呼图壁县", "玛纳斯县", "奇台县", "吉木萨尔县", "木垒哈萨克自治县"), 12_000.0),
    placed={"宁边路街道": (87.303, 44.004), "延安北路街道": (87.300, 44.023), "北京南路街道": (87.288, 43.994),
            "建国路街道": (87.276, 44.012), "博峰街道": (87.986, 44.158), "阜新街道": (87.962, 44.152), "准东街道": (88.045, 44.166),
            "玛纳斯镇": (86.213, 44.304), "奇台镇": (89.592, 44.021)},
    shrink={"street": 0.09, "seat": 0.05, "准东街道": 0.02, "木垒镇": 0.015},
)
VILLAGES = places.Villages(near_m=320.0, far_m=3200.0, apart=0.04)
PEOPLE_PER_POINT = 520
INSURED = 1_498_600
LEVELS = {"昌吉市": "rich", "阜康市": "fair", "呼图壁县": "fair", "玛纳斯县": "fair", "奇台县": "fair", "吉木萨尔县": "weak",
          "木垒哈萨克自治县": "weak"}
SHAPES = {  # 11,560 beds: 7.16 per 1000 residents, just under the national 7.23
    "昌吉市": Shape((2, 2640), (5, 1250), (10, 520), 0.832, 2050, 0, 0, (("secondary", 90), ("primary", 40)), centres=3, agency=True),
    "阜康市": Shape((0, 0), (3, 940), (6, 260), 0.774, 640, 0, 0, (), centres=3),
    "呼图壁县": Shape((0, 0), (3, 980), (5, 230), 0.781, 620, 0, 0, (), centres=3),
    "玛纳斯县": Shape((0, 0), (3, 1030), (7, 340), 0.758, 700, 0, 0, (), centres=4),
    "奇台县": Shape((1, 640), (3, 920), (6, 280), 0.791, 840, 0, 0, (("primary", 30),), centres=4),
    "吉木萨尔县": Shape((0, 0), (3, 900), (3, 140), 0.746, 520, 0, 0, (), centres=3),
    "木垒哈萨克自治县": Shape((0, 0), (2, 330), (4, 160), 0.715, 270, 0, 0, (), centres=3),
}
BALANCES = {  # this year's balance of the employees' and of the residents' fund, as shares of income
    "昌吉市": (0.058, 0.017), "阜康市": (0.041, 0.002), "呼图壁县": (0.036, 0.005), "玛纳斯县": (-0.008, 0.011), "奇台县": (0.033, 0.009),
    "吉木萨尔县": (0.047, 0.013), "木垒哈萨克自治县": (0.029, 0.010),
}
CUMULATIVE = {("奇台县", "resident"): -6_412_000}        # the year is balanced, the years together are not
BY_RATE = ("木垒哈萨克自治县",)                           # no forecast is given: the rate of the year so far serves
FARM = "兵团"                                             # townships of the corps begin with it
# Townships, and farms, whose centres have no contract yet and apply: the smallest of these counties; 玛纳斯 and 奇台 are in deficit.
NO_CENTRE = {"昌吉市": 1, "呼图壁县": 1, "木垒哈萨克自治县": 1, "玛纳斯县": 1, "奇台县": 1}
NO_FARM_CENTRE = {"呼图壁县": 1}
THIN = {"准东街道": 0, "木垒镇": 1, "吉木萨尔镇": 2, "绿洲路街道": 1}      # built-up areas with next to none but clinics of the corps
QUARTERS = ("准东街道", "绿洲路街道")                          # that are being built
# Insured people of a built-up area behind each small institution, and behind each pharmacy.
CLINIC_PEOPLE, PHARMACY_PEOPLE = 3_300, 1_250
# Pharmacies of a rural township: shares of those with none, one, two, three, in counties whose funds stop nobody and in the others.
COUNTRY = {True: (0.29, 0.45, 0.17, 0.09), False: (0.03, 0.61, 0.24, 0.12)}
FROZEN = ("阜康市", "玛纳斯县", "奇台县")
NO_DUAL = ("玛纳斯县", "吉木萨尔县", "木垒哈萨克自治县")
# Pharmacies that a county's residents need, by the bureau's count: 昌吉 has more already.
NEEDED = {"昌吉市": 300, "阜康市": 85, "呼图壁县": 88, "玛纳斯县": 90, "奇台县": 75, "吉木萨尔县": 72, "木垒哈萨克自治县": 40}
ENDS = {  # how many leave, left before, are suspended
    "outpatient": (14, 4, 3), "pharmacy": (22, 6, 4)}
HABITS = Habits(cut_districts=(), cut_share=0.0, cut_from=10_000, receivers=(), places={"outpatient": 35, "pharmacy": 30}, slots=6,
                known=("public_health", "corps"))
