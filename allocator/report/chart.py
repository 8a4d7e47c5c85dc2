"""Draws the chart below a table."""
from __future__ import annotations

from typing import Any

from allocator.report.cells import Canvas
from allocator.report.layout import Place, starts
from allocator.report.style import FONTS
from allocator.report.table import Chart, Sheet, Table
from allocator.words import language

COLOURS = ("#1F4E9E", "#7FA3D8", "#C9D7EE", "#E5E9F2")
ROW = 26                       # pixels of each row that the chart covers
POINT = {"color": "#C55A11"}


def draw(canvas: Canvas, sheet: Sheet, table: Table, place: Place, chart: Chart) -> None:
    """Stacked columns of some columns of the table, one column of it as points."""
    font = {"name": FONTS[language()][0], "size": 9, "bold": False}
    bars = canvas.book.add_chart({"type": "column", "subtype": "stacked"})
    for key, colour in zip(chart.stacked, COLOURS, strict=False):
        bars.add_series({**_series(canvas, sheet, table, place, chart, key), "fill": {"color": colour}, "gap": 80})
    points = canvas.book.add_chart({"type": "line"})
    points.add_series({**_series(canvas, sheet, table, place, chart, chart.points), "line": {"none": True},
                       "marker": {"type": "diamond", "size": 8, "fill": POINT, "border": POINT}})
    bars.combine(points)
    _dress(bars, chart, font)
    for row in range(place.chart or 0, place.end):
        canvas.page.set_row_pixels(row, ROW)
    bars.set_size({"width": sum(int(w * 7 + 5) for w in sheet.grid), "height": chart.rows * ROW})      # pixels
    canvas.page.insert_chart(place.chart, 0, bars, {"object_position": 2})


def _series(canvas: Canvas, sheet: Sheet, table: Table, place: Place, chart: Chart, key: str) -> dict[str, Any]:
    at, name = starts(table), canvas.names[sheet.key]
    header = next(c.header for c in table.columns if c.key == key)
    return {"name": header, "categories": [name, place.first, at[chart.names], place.last, at[chart.names]],
            "values": [name, place.first, at[key], place.last, at[key]]}


def _dress(bars: Any, chart: Chart, font: dict[str, Any]) -> None:
    bars.set_title({"name": chart.title, "name_font": {**font, "size": 11}, "overlay": False})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    bars.set_y_axis({"name": chart.axis, "name_font": font, "num_font": font, "num_format": "#,##0", "major_gridlines": grid})
    bars.set_x_axis({"num_font": font})
    bars.set_legend({"position": "bottom", "font": font})
