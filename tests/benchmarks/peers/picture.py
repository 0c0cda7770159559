"""What was measured, as a picture: a bar for each system and question, in SVG."""

from collections.abc import Mapping
from html import escape

__all__ = ["picture"]

_WIDTH, _LEFT, _RIGHT = 760, 150, 70
_BAR, _STEP, _GAP, _TOP = 15, 19, 30, 34
_OURS, _OTHERS, _TEXT = "#0b6e4f", "#9fb3c8", "#1f2933"


def picture(title: str, ratios: Mapping[str, Mapping[str, float]], ours: str) -> str:
    """Draw multiples by system, in a group for each question; all bars have one scale."""
    most = max(it for its in ratios.values() for it in its.values())
    scale = (_WIDTH - _LEFT - _RIGHT) / most
    parts, y = list[str](), _TOP
    for question, its in ratios.items():
        parts.append(_text(8, y + 12, question, bold=True))
        y += _STEP
        for system, times in its.items():
            colour = _OURS if system == ours else _OTHERS
            parts.append(_text(_LEFT - 8, y + 12, system, end=True, bold=system == ours))
            parts.append(
                f'<rect x="{_LEFT}" y="{y}" width="{max(times * scale, 1):.1f}" height="{_BAR}" '
                f'fill="{colour}"/>'
            )
            parts.append(_text(_LEFT + times * scale + 6, y + 12, f"{times:.2f}"))
            y += _STEP
        y += _GAP - _STEP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{y}" '
        f'viewBox="0 0 {_WIDTH} {y}" font-family="sans-serif" font-size="12" role="img" '
        f'aria-label="{escape(title)}">'
    )
    paper = f'<rect width="{_WIDTH}" height="{y}" fill="white"/>'
    return "\n".join([head, paper, _text(8, 20, title, bold=True), *parts, "</svg>\n"])


def _text(x: float, y: float, said: str, *, end: bool = False, bold: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ""
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y}" fill="{_TEXT}"{anchor}{weight}>{escape(said)}</text>'
