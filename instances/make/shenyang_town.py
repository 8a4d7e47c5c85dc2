"""What Shenyang has: townships, institutions by district, funds, what was given up last year."""
from __future__ import annotations

from datetime import date

import places
import shops
from by_hand import Habits
from hospitals import Calendar, Shape

CALENDAR = Calendar(date(2025, 12, 31), leaving=(20, 360), left=(400, 800))
BOOK = places.Gazetteer(
    city="沈阳市",
    area_codes={"210102": "和平区", "210103": "沈河区", "210104": "大东区", "210105": "皇姑区", "210106": "铁西区", "210111": "苏家屯区",
                "210112": "浑南区", "210113": "沈北新区", "210114": "于洪区", "210115": "辽中区", "210123": "康平县", "210124": "法库县",
                "210181": "新民市"},
    merged={"沈阳市经济技术开发区": "大青中朝友谊街道", "育新农场": "兴隆台街道", "沈北新区马刚林场": "马刚街道",
            "沈北新区种畜场": "虎石台街道", "监狱城": "马三家街道", "四方台农场": "四方台镇"},
    hub=(123.43, 41.80),
    seats={"辽中区": "蒲西街道", "新民市": "西城街道", "康平县": "胜利街道", "法库县": "吉祥街道"},
    trusted=frozenset({"道义街道"}),
    placed={"胜利街道": (123.353, 42.744), "东关街道": (123.365, 42.752), "吉祥街道": (123.404, 42.505), "龙山街道": (123.413, 42.499),
            "虎石台街道": (123.505, 41.945), "北站街道": (123.433, 41.818), "五里河街道": (123.437, 41.766)},
)
INSURED, ROUND = 7_200_000, ("辽中区", 315_000)     # 辽中 has exactly 7/160 of the people, and of the pooled clinics
LEVELS = {**dict.fromkeys(("和平区", "沈河区", "大东区", "铁西区", "皇姑区", "于洪区"), "rich"),
          **dict.fromkeys(("浑南区", "苏家屯区", "沈北新区"), "fair"), **dict.fromkeys(("辽中区", "新民市", "康平县", "法库县"), "weak")}
SHAPES = {
    # Main urban: far over what the fund can pay, tertiary above all.
    "和平区": Shape((7, 8300), (9, 1200), (19, 800), 0.742, 2700, 330, 470, (("secondary", 90), ("primary", 30)), centres=0),
    "沈河区": Shape((6, 6000), (10, 1400), (19, 800), 0.731, 2600, 320, 460, (("primary", 40),), agency=True, centres=0),
    "大东区": Shape((4, 3900), (9, 1250), (17, 750), 0.702, 2300, 290, 420, (("secondary", 80),), centres=0),
    "铁西区": Shape((6, 5800), (14, 2100), (26, 1150), 0.718, 3700, 470, 650, (("secondary", 70), ("primary", 30)), centres=0),
    "皇姑区": Shape((6, 5600), (10, 1350), (20, 800), 0.748, 2700, 330, 470, (("primary", 30),), agency=True, centres=0),
    "于洪区": Shape((3, 2800), (13, 2000), (22, 1050), 0.709, 2800, 370, 500, (("secondary", 60),), centres=2),
    # Suburb: under it, together.
    "浑南区": Shape((4, 3300), (7, 1050), (9, 400), 0.781, 2300, 220, 370, (("primary", 40),), centres=2),
    "苏家屯区": Shape((2, 1300), (7, 1150), (9, 420), 0.752, 1500, 140, 240, (("secondary", 60),), centres=2),
    "沈北新区": Shape((2, 1700), (7, 1100), (9, 420), 0.766, 1700, 140, 260, (("primary", 30),), centres=2),
    # Counties: 康平 over it, with too many primary beds, as 新民 has; the others under it.
    "辽中区": Shape((1, 520), (4, 900), (14, 480), 0.773, 950, 135, 190, (("primary", 30),), centres=10),
    "新民市": Shape((0, 0), (5, 1300), (24, 1500), 0.694, 1200, 160, 270, (("secondary", 80),), centres=16),
    "康平县": Shape((0, 0), (3, 850), (20, 1350), 0.661, 700, 110, 140, (("primary", 50),), centres=12),
    "法库县": Shape((0, 0), (3, 900), (14, 700), 0.717, 800, 110, 150, (("primary", 30),), centres=10),
}
POOLED = {  # 2,400 in all: the share of the people is exceeded in the main urban zone and 康平, met exactly in 辽中, missed elsewhere
    "和平区": 258, "沈河区": 250, "大东区": 226, "铁西区": 364, "皇姑区": 258, "于洪区": 284, "浑南区": 176, "苏家屯区": 107,
    "沈北新区": 107, "辽中区": 105, "新民市": 118, "康平县": 85, "法库县": 62,
}
BALANCES = {  # this year's balance of the employees' and of the residents' fund, as shares of income
    "和平区": (0.061, 0.014), "沈河区": (0.055, 0.011), "大东区": (0.037, 0.009), "铁西区": (0.042, 0.012), "皇姑区": (0.052, 0.013),
    "于洪区": (0.048, 0.010), "浑南区": (0.066, 0.019), "苏家屯区": (0.031, 0.002), "沈北新区": (0.058, 0.016), "辽中区": (0.044, 0.015),
    "新民市": (0.039, 0.006), "康平县": (0.035, 0.008), "法库县": (0.028, -0.013),
}
WARNINGS = {"大东区": ("2025-09-12", ""), "皇姑区": ("2025-05-20", "2025-11-28")}      # one stands, one was lifted
EARLIER = ("于洪区", "resident", -0.009)       # a deficit of the year before last, made good since
COST_PER_BED = 529_000
ENDS = {"outpatient": shops.Ends(leaving=96, left=30, suspended=12), "pharmacy": shops.Ends(leaving=88, left=40, suspended=20)}
# What was given up in 2025: (district, tier, beds, cause, day). The main urban zone gave up 437 beds, of which half are 218.
BEDS_GIVEN_UP = (
    ("大东区", "secondary", 150, "terminated", "2025-03-18"), ("铁西区", "primary", 80, "withdrawn", "2025-04-30"),
    ("皇姑区", "primary", 60, "not_renewed", "2025-06-30"), ("沈河区", "ungraded", 47, "closed", "2025-08-12"),
    ("浑南区", "primary", 35, "withdrawn", "2025-05-31"), ("沈北新区", "ungraded", 30, "not_renewed", "2025-07-31"),
    ("新民市", "primary", 45, "eliminated", "2025-03-31"), ("康平县", "primary", 41, "eliminated", "2025-03-31"),
    ("法库县", "ungraded", 30, "closed", "2025-10-15"),
    # These two come back.
    ("沈北新区", "secondary", 70, "terminated", "2024-09-20"), ("新民市", "secondary", 60, "terminated", "2023-05-10"),
)
BEDS_CUT = (("和平区", 100, "reduced"), ("沈河区", 60, "relocated"))       # of hospitals that stay; what moves frees nothing
PLACES_GIVEN_UP = {  # pooled clinics of 2025: half of 61 are 30, half of 5 are 2
    "和平区": 9, "沈河区": 11, "大东区": 10, "铁西区": 14, "皇姑区": 9, "于洪区": 8, "浑南区": 6, "苏家屯区": 4, "沈北新区": 4,
    "辽中区": 6, "新民市": 7, "康平县": 5, "法库县": 3,
}
HABITS = Habits(cut_districts=("和平区", "沈河区", "大东区", "铁西区", "皇姑区", "于洪区", "新民市", "康平县"), cut_share=0.011,
                cut_from=90, receivers=(), places={"outpatient": 20, "pharmacy": 25}, slots=10,
                known=("key_project", "university", "medical_elderly"))
