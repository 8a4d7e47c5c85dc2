"""Sentences of the kinds beyond Wuhu's: key -> (Chinese, English); see `words.rules` for what the keys mean."""
from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "area.dense": ("人口密集区", "dense areas "),
    "area.urban": ("城镇", "towns "),
    "area.rural": ("乡村", "the country "),
    "area.other": ("其他区域", "elsewhere "),
    "min_distance.describe": ("半径范围内（{radii}）有同类机构的不再新增", "nothing new with one of its sort within the radius ({radii})"),
    "min_distance.finding": ("{subject}半径{metres}米内有同类机构{measured}家（{near}），不得有",
                             "{subject}: {measured} of its sort within {metres} m ({near}), none allowed"),
    "min_distance.nobody": ("本方案没有须保持间距的新增", "the plan admits nobody who must keep a distance"),
    "radius_cap.describe": ("每服务半径（{radii}）内不超过{most}家", "at most {most} within the radius ({radii})"),
    "radius_cap.finding": ("{subject}半径{metres}米内共{measured}家（含自身），上限{limit}家",
                           "{subject}: {measured} within {metres} m, itself included, at most {limit}"),
    "radius_cap.around": ("{subject}半径{metres}米内新增后共{measured}家，不得超过{limit}家（上限{cap}家；原已超过的不再增加）",
                          "{subject}: {measured} within {metres} m after what comes, at most {limit} (the cap is {cap}; what is over it does not grow)"),
    "radius_cap.nobody": ("本方案没有受半径家数限制的新增", "the plan admits nobody whose radius is limited"),
}
