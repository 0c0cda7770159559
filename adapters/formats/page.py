"""Page: the paper an invoice is on, what stands at every page's head and foot, its type."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from msgspec import Struct
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from adapters.formats.lettering import ACCENT, RULE, styled
from adapters.formats.typeface import BOLD, REGULAR, ready

__all__ = ["Heading", "printed", "width"]

Size = tuple[float, float]
"""Width and height in points."""

_STAMP = Color(0.12, 0.23, 0.37, alpha=0.07)

_LETTER_COUNTRIES = (None, "US", "CA", "MX", "PH")
_SIDE, _TOP, _BOTTOM = 56.0, 50.0, 58.0
_RUNNING_HEAD, _LINE = 30.0, 10.6


class Heading(Struct, frozen=True, kw_only=True):
    """What stands at the head and foot of every page; ``stamp`` lies across it, if there is one."""

    country: str | None
    firm: str
    particulars: tuple[str, ...]
    running: str
    foot: str
    title: str
    stamp: str | None


def width(country: str | None) -> float:
    """Return how wide a line may be on this country's paper, in points."""
    return _paper(country)[0] - 2 * _SIDE


def printed(heading: Heading, story: list[Flowable]) -> bytes:
    """Lay the story out on pages and return the PDF, the same bytes for the same story."""
    ready()
    wide, high = size = _paper(heading.country)
    made = BytesIO()
    document = BaseDocTemplate(
        made,
        pagesize=(wide, high),
        title=heading.title,
        author=heading.firm,
        subject=heading.foot,
        creator="panther-graph",
        producer="panther-graph",
        lang="en-US",
        displayDocTitle=True,
        invariant=1,
        initialFontName=REGULAR,
    )

    def template(
        id: str, head: float, draw: Callable[[Canvas, Heading, Size], None]
    ) -> PageTemplate:
        frame = Frame(
            _SIDE,
            _BOTTOM,
            wide - 2 * _SIDE,
            high - _TOP - _BOTTOM - head,
            *(0, 0, 0, 0),
            id=id,
        )
        page = PageTemplate(id, [frame], onPage=lambda canvas, _: draw(canvas, heading, size))
        page.autoNextPageTemplate = "later"
        return page

    document.addPageTemplates(
        [
            template("first", _letterhead_height(heading) + 14, _letterhead),
            template("later", _RUNNING_HEAD, _running),
        ]
    )
    document.build(story, canvasmaker=partial(_Counted, heading=heading))
    return made.getvalue()


class _Counted(Canvas):
    """A canvas that knows, when it draws a page's foot, how many pages there are."""

    def __init__(self, *args: Any, heading: Heading, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._heading = heading
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # no stub names it

    def save(self) -> None:
        for place, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            _foot(self, self._heading, f"Page {place} of {len(self._pages)}")
            super().showPage()
        super().save()


def _letterhead(canvas: Canvas, heading: Heading, size: Size) -> None:
    """Draw the firm's name and particulars at the head of the first page."""
    wide, high = size
    top = high - _TOP
    name = styled("firm", heading.firm)
    _, tall = name.wrap((wide - 2 * _SIDE) * 0.58, 60)
    name.drawOn(canvas, _SIDE, top - tall)
    at = top + 2
    for line in [styled("particulars", words) for words in heading.particulars]:
        _, tall = line.wrap((wide - 2 * _SIDE) * 0.4, 20)
        at -= tall
        line.drawOn(canvas, _SIDE + (wide - 2 * _SIDE) * 0.6, at)
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(1.2)
    rule = top - _letterhead_height(heading)
    canvas.line(_SIDE, rule, wide - _SIDE, rule)
    _stamped(canvas, heading, size)


def _letterhead_height(heading: Heading) -> float:
    return max(4, len(heading.particulars)) * _LINE + 8


def _running(canvas: Canvas, heading: Heading, size: Size) -> None:
    """Draw the line that heads every page after the first."""
    wide, high = size
    for words, style in ((heading.firm, "bold"), (heading.running, "right")):
        line = styled(style, words)
        _, tall = line.wrap((wide - 2 * _SIDE) / 2, 40)
        side = _SIDE if style == "bold" else wide / 2
        line.drawOn(canvas, side, high - _TOP + 8 - tall)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    canvas.line(_SIDE, high - _TOP - 12, wide - _SIDE, high - _TOP - 12)
    _stamped(canvas, heading, size)


def _stamped(canvas: Canvas, heading: Heading, size: Size) -> None:
    if heading.stamp is None:
        return
    wide, high = size
    canvas.saveState()
    canvas.setFillColor(_STAMP)
    canvas.setFont(BOLD, 150)
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -50, heading.stamp)
    canvas.restoreState()


def _foot(canvas: Canvas, heading: Heading, place: str) -> None:
    wide, _ = _paper(heading.country)
    for words, style, share in ((heading.foot, "note", 0.75), (place, "caption right", 0.25)):
        line = styled(style, words)
        room = (wide - 2 * _SIDE) * share
        line.wrap(room, 20)
        line.drawOn(canvas, _SIDE if style == "note" else wide - _SIDE - room, _BOTTOM - 28)


def _paper(country: str | None) -> Size:
    return LETTER if country in _LETTER_COUNTRIES else A4
