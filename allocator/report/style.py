"""Fonts, fills, borders and number formats of a formal attachment; one format object per look."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allocator import words

Format = Any                                     # an xlsxwriter Format
Styles = Callable[..., Format]

FONTS = {"zh": ("宋体", "黑体"), "en": ("Times New Roman", "Arial")}
FIGURES = "Times New Roman"
PALE, PALER, BORDER, LINK = "#E7ECF4", "#F2F5FA", "#7F7F7F", "#1F3864"
FILLS = {"bad": {"bg_color": "#F8D7DA", "bold": True}, "differs": {"bg_color": "#FFF3CD"}}

FORMS: dict[str, dict[str, Any]] = {
    "text": {"align": "left", "text_wrap": True, "indent": 1},
    "centre": {"align": "center", "text_wrap": True},
    "code": {"align": "center", "font_name": FIGURES},
    "count": {"num_format": "#,##0"},
    "change": {"num_format": "+#,##0;-#,##0;0"},
    "rate": {"num_format": "0.00"},
    "delta_rate": {"num_format": "+0.00;-0.00;0.00"},
    "delta_share": {"num_format": "+0.0%;-0.0%;0.0%"},
    "share": {"num_format": "0.0%"},
    "figure": {"num_format": "#,##0"},
    "figure2": {"num_format": "#,##0.00"},
    "figure4": {"num_format": "#,##0.0000"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center", "font_name": FIGURES},
}
NUMBERS = {"align": "right", "font_name": FIGURES}
BOX = {"border": 1, "border_color": BORDER}

ROLES: dict[str, dict[str, Any]] = {
    "body": BOX,
    "subtotal": {**BOX, "bold": True, "bg_color": PALER},
    "total": {**BOX, "bold": True, "bg_color": PALER},
    "label": {**BOX, "bg_color": PALER, "heading": True, "align": "center", "text_wrap": True},
    "header": {**BOX, "bg_color": PALE, "heading": True, "align": "center", "text_wrap": True},
    "empty": {**BOX, "align": "left", "text_wrap": True},
    "number": {"heading": True, "font_size": 12},
    "title": {"heading": True, "font_size": 18, "align": "center", "text_wrap": True},
    "cover": {"heading": True, "font_size": 22, "align": "center", "text_wrap": True},
    "caption": {"heading": True, "font_size": 12, "align": "left"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "lead": {"align": "left", "text_wrap": True},
    "warning": {"align": "center", "text_wrap": True, "bold": True},
    "note": {"align": "left", "font_size": 9, "text_wrap": True, "valign": "top"},
    "sign": {"align": "left"},
    "link": {**BOX, "align": "left", "text_wrap": True, "font_color": LINK, "underline": 1},
}


def styles(book: Any) -> Styles:
    """`of(role, form, quoted)` -> the format, made once each."""
    made: dict[tuple[str, str, bool], Format] = {}

    def of(role: str, form: str = "", quoted: bool = False) -> Format:
        key = (role, form, quoted)
        if key not in made:
            made[key] = book.add_format(properties(role, form, quoted))
        return made[key]

    return of


def properties(role: str, form: str, quoted: bool) -> dict[str, Any]:
    """Properties of one look; headings take the second font, figures Times New Roman, all else the body font."""
    body, heading = FONTS[words.language()]
    look: dict[str, Any] = {"font_name": body, "font_size": 10.5, "valign": "vcenter"}
    if form:
        look |= {**({} if FORMS[form].get("align") else NUMBERS), **FORMS[form]}
    look |= ROLES[role]
    if look.pop("heading", False):
        look["font_name"] = heading
    return {**look, "quote_prefix": True} if quoted else look


def fills(book: Any) -> dict[str, Format]:
    """Formats of the marks, for conditions."""
    return {name: book.add_format(look) for name, look in FILLS.items()}
