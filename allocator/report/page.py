"""Page set-up: A4, one page wide, header lines repeated, footer with page numbers."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allocator import words
from allocator.report.layout import Layout
from allocator.report.table import Sheet

A4 = 9
LIMIT = 100                        # of the left part: the whole footer may have 255 signs


def set_up(page: Any, sheet: Sheet, at: Layout, foot: Foot) -> None:
    """Make a sheet ready for the printer."""
    page.set_paper(A4)
    if not sheet.portrait:
        page.set_landscape()
    page.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.hide_gridlines(2)
    page.set_footer(foot.text(sheet.portrait), {"margin": 0.35})
    page.print_area(0, 0, max(at.end - 1, at.title), len(sheet.grid) - 1)
    page.set_h_pagebreaks([place.start for table, place in zip(sheet.tables, at.tables, strict=True) if table.apart])
    if len(sheet.tables) == 1 and not sheet.tables[0].headless:
        place = at.tables[0]
        page.repeat_rows(place.header, place.first - 1)
        page.freeze_panes(place.first, sheet.fixed)
        if sheet.filtered and sheet.tables[0].lines:
            page.autofilter(place.first - 1, 0, place.last, len(sheet.grid) - 1)


@dataclass(frozen=True)
class Foot:
    """Foot of every page: title and mark left, page n of m, instance and run right."""

    title: str
    mark: str = ""
    run: str = ""

    def text(self, portrait: bool) -> str:
        """In the printer's code; an upright page has no room for the title, which stands on it anyhow."""
        left = self.mark if portrait else self.title + self.mark
        return f"&L&9{_plain(left)}&C&9{words.say('report.page')}&R&9{_plain(self.run)}"


def _plain(text: str) -> str:
    """Text of a footer: a blank parts digits from the font size before them, and `&` is a command unless doubled."""
    return " " * text[:1].isdigit() + text[:LIMIT].replace("&", "&&")
