"""Draws points and lines over two axes of figures: a curve, or a map."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from allocator.report.cells import Canvas
from allocator.report.chart import ROW
from allocator.report.layout import Place, arrange, starts
from allocator.report.style import FONTS
from allocator.report.table import Plot, Series, Sheet, Value, plain
from allocator.words import language

BLUE, PALE, ORANGE, GREY, GREEN = "#1F4E9E", "#9DB7DD", "#C55A11", "#8C8C8C", "#2E7D32"
LOOKS: dict[str, dict[str, Any]] = {
    "line": {"line": {"color": BLUE, "width": 2.0}, "marker": {"type": "none"}},
    "dashed": {"line": {"color": ORANGE, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"}},
    "dot": {"line": {"none": True}, "marker": {"type": "circle", "size": 3, "fill": {"color": PALE}, "border": {"none": True}}},
    "hollow": {"line": {"none": True}, "marker": {"type": "circle", "size": 3, "fill": {"color": ORANGE}, "border": {"none": True}}},
    "square": {"line": {"none": True}, "marker": {"type": "square", "size": 4, "fill": {"color": GREY}, "border": {"none": True}}},
    "plus": {"line": {"none": True}, "marker": {"type": "plus", "size": 4, "border": {"color": GREY}}},
    "diamond": {"line": {"none": True}, "marker": {"type": "diamond", "size": 9, "fill": {"color": GREEN}, "border": {"color": "#FFFFFF"}}},
}
MARGIN = Fraction(1, 40)                 # of the spread, about the points of a map


def draw(canvas: Canvas, sheet: Sheet, place: Place, plot: Plot) -> None:
    """Put the plot below its table."""
    drawn = canvas.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    series = [s for s in plot.series if s.last >= s.first]
    for s in series:
        drawn.add_series({**_cells(canvas, sheet, s), **LOOKS[s.look]})
    _dress(drawn, plot, sheet, series)
    for row in range(place.chart or 0, place.end):
        canvas.page.set_row_pixels(row, ROW)
    drawn.set_size({"width": sum(int(w * 7 + 5) for w in sheet.grid), "height": plot.rows * ROW})      # pixels
    canvas.page.insert_chart(place.chart, 0, drawn, {"object_position": 2})


def _cells(canvas: Canvas, sheet: Sheet, s: Series) -> dict[str, Any]:
    at, name = starts(sheet.tables[s.table]), canvas.names[sheet.key]
    first = arrange(sheet).tables[s.table].first
    rows = first + s.first, first + s.last
    return {"name": s.name, "categories": [name, rows[0], at[s.x], rows[1], at[s.x]], "values": [name, rows[0], at[s.y], rows[1], at[s.y]]}


def _dress(drawn: Any, plot: Plot, sheet: Sheet, series: list[Series]) -> None:
    font = {"name": FONTS[language()][0], "size": 9, "bold": False}
    grid = {"visible": True, "line": {"color": "#E2E2E2"}}
    drawn.set_title({"name": plot.title, "name_font": {**font, "size": 11}, "overlay": False})
    form = "0.00" if plot.close else "#,##0"
    for put, name, key in ((drawn.set_x_axis, plot.x_axis, "x"), (drawn.set_y_axis, plot.y_axis, "y")):
        ends = _ends(sheet, series, key) if plot.close else {}
        put({"name": name, "name_font": font, "num_font": font, "num_format": form, "major_gridlines": grid, **ends})
    drawn.set_legend({"position": "bottom", "font": font})


def _ends(sheet: Sheet, series: list[Series], key: str) -> dict[str, Any]:
    """Least and greatest figure of the series, with a margin; the axes cross at the lower end."""
    cells = [_figure(plain(line.cells.get(getattr(s, key)))) for s in series for line in sheet.tables[s.table].lines[s.first:s.last + 1]]
    figures = [c for c in cells if c is not None]
    if not figures or min(figures) == max(figures):
        return {}
    margin = float((max(figures) - min(figures)) * MARGIN)
    return {"min": float(min(figures)) - margin, "max": float(max(figures)) + margin, "crossing": "min"}


def _figure(value: Value) -> Fraction | None:
    return Fraction(value) if isinstance(value, int | Fraction) else None
