"""Typeface: Lato, embedded, for all it can write; Asian scripts by the fonts that PDF names.

Lato writes Latin, Greek and Cyrillic. For Chinese, Japanese and Korean a PDF names one of Adobe's
standard fonts and every viewer brings its own. Any other script is written in Latin letters.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import as_file, files
from xml.sax.saxutils import escape

from anyascii import anyascii
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

__all__ = ["BOLD", "REGULAR", "SEMIBOLD", "marked", "ready"]

REGULAR, SEMIBOLD, BOLD = "Lato", "Lato-SemiBold", "Lato-Bold"

_FILES = {REGULAR: "Lato-Regular.ttf", SEMIBOLD: "Lato-SemiBold.ttf", BOLD: "Lato-Bold.ttf"}
_ASIAN = {
    "shift_jis": "HeiseiKakuGo-W5",
    "gbk": "STSong-Light",
    "big5": "MSung-Light",
    "euc_kr": "HYGothic-Medium",
}
"""Each font by the character set that it covers."""


@cache
def ready() -> frozenset[str]:
    """Make the fonts known to reportlab, once; return the characters that Lato can write."""
    known: list[set[int]] = []
    for name, file in _FILES.items():
        with as_file(files("fontpkg_lato") / "files" / file) as path:
            font = TTFont(name, str(path))
        pdfmetrics.registerFont(font)
        known.append(set(font.face.charToGlyph))
    for name in _ASIAN.values():
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(map(chr, set.intersection(*known)))


def marked(text: str) -> str:
    """Return text as reportlab's markup: each character in a font that has it, as it stands."""
    lato = ready()
    said, run = [], ""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    for character in re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", text):
        if character in lato or character == "\n":
            said += [_otherwise(run), escape(character)]
            run = ""
        else:
            run += character
    return "".join([*said, _otherwise(run)]).replace("\n", "<br/>")


def _otherwise(run: str) -> str:
    """Write what Lato can't: in the Asian font whose character set has it, else in Latin."""
    if not run:
        return ""
    for charset, font in _ASIAN.items():
        try:
            run.encode(charset)
        except UnicodeEncodeError:
            continue
        return f'<font name="{font}">{escape(run)}</font>'
    return escape(anyascii(run))
