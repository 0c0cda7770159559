"""What is printed in a PDF, read back by another library than the one that wrote it."""

import re

from pypdfium2 import PdfDocument

MINUS = "\N{MINUS SIGN}"


def pages(content: bytes) -> list[str]:
    """Return each page's text, its lines parted by line feeds."""
    document = PdfDocument(content)
    found = []
    for page in document:
        text = page.get_textpage()
        found.append(text.get_text_range().replace("\r\n", "\n"))
        text.close()
        page.close()
    document.close()
    return found


def amount_after(words: str, text: str) -> str:
    """Return the one figure that follows these words at a line's start, with a plain sign."""
    found = {
        figure.replace(MINUS, "-").replace(",", "").lstrip("$£¥€")
        for figure in re.findall(rf"(?m)^{re.escape(words)}.*?\s(\S*\d)\s*$", text)
    }
    assert len(found) == 1, (words, found)
    return found.pop()
