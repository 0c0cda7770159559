"""Lettering: the sizes, weights and colours that an invoice's words are set in."""

from functools import partial
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from adapters.formats.typeface import BOLD, REGULAR, SEMIBOLD, marked

__all__ = [
    "ACCENT",
    "PALE",
    "RULE",
    "bold",
    "bold_right",
    "caption",
    "caption_right",
    "note",
    "right",
    "styled",
    "text",
]

INK, ACCENT, GREY = HexColor("#1d2733"), HexColor("#1f3a5f"), HexColor("#5d6875")
RULE, PALE = HexColor("#c9d0d8"), HexColor("#eef2f6")


def _style(name: str, font: str, size: float, color: Color, **rest: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.32, textColor=color, **rest
    )


_STYLES = {
    "text": _style("text", REGULAR, 8.8, INK),
    "text again": _style("text again", REGULAR, 8.8, GREY),
    "right": _style("right", REGULAR, 8.8, INK, alignment=TA_RIGHT),
    "bold": _style("bold", BOLD, 8.8, INK),
    "bold right": _style("bold right", BOLD, 8.8, INK, alignment=TA_RIGHT),
    "note": _style("note", REGULAR, 7.6, GREY),
    "note right": _style("note right", REGULAR, 7.6, GREY, alignment=TA_RIGHT),
    "caption": _style("caption", SEMIBOLD, 7.2, GREY),
    "caption right": _style("caption right", SEMIBOLD, 7.2, GREY, alignment=TA_RIGHT),
    "section": _style("section", BOLD, 10.5, ACCENT, spaceBefore=13, spaceAfter=4),
    "firm": _style("firm", BOLD, 19, ACCENT),
    "particulars": _style("particulars", REGULAR, 8, GREY, alignment=TA_RIGHT),
    "title": _style("title", BOLD, 17, ACCENT),
    "due": _style("due", BOLD, 11.5, ACCENT),
    "due right": _style("due right", BOLD, 11.5, ACCENT, alignment=TA_RIGHT),
}


def styled(style: str, words: str) -> Paragraph:
    """Set words in one of the styles."""
    return Paragraph(marked(words), _STYLES[style])


text, right = partial(styled, "text"), partial(styled, "right")
bold, bold_right = partial(styled, "bold"), partial(styled, "bold right")
caption, caption_right = partial(styled, "caption"), partial(styled, "caption right")
note = partial(styled, "note")
