"""Drawing the officers' form as PDF/UA. WeasyPrint is imported only when it is used.

It needs system libraries; where they are missing the service runs and prints a page.
"""

from functools import cache
from pathlib import Path

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
    """Return the page as a tagged PDF. Nothing is fetched: neither network nor file."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - as above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=["data"])
    page = HTML(string=html, url_fetcher=fetcher)
    style = CSS(string=STYLE.read_text(), url_fetcher=fetcher)
    document: bytes = page.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    return document
