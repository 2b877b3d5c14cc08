"""Drawing the officers' form as PDF/UA. WeasyPrint is imported only when it is used.

It needs system libraries; where they are missing the service runs and prints a page.
"""

from functools import cache
from pathlib import Path

VARIANT = "pdf/ua-1"
# The type that fits on one sheet; below the last nobody could read it in the dark.
SIZES = (9.5, 8.5, 7.5)
STYLE = Path(__file__).with_name("form.css")


@cache
def can_draw() -> bool:
    """Say whether this machine has what the PDF needs."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - loads system libraries
    except (ImportError, OSError):
        return False
    return True


def draw(html: str) -> bytes:
    """Return the page as a tagged PDF. Nothing is fetched: neither network nor file.

    One sheet for a pocket: where there is more to say the type gets smaller, and only
    then does it run on to a second page, numbered as such.
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415 - as above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=["data"])
    page = HTML(string=html, url_fetcher=fetcher)
    style = CSS(string=STYLE.read_text(), url_fetcher=fetcher)
    for points in SIZES:
        size = CSS(string=f"body {{ font-size: {points}pt }}", url_fetcher=fetcher)
        document = page.render(stylesheets=[style, size], pdf_variant=VARIANT)
        if len(document.pages) == 1:
            break
    written: bytes = document.write_pdf(pdf_variant=VARIANT)
    return written
