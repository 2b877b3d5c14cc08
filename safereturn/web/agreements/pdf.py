"""Drawing an agreement as PDF/UA, to be signed and kept. WeasyPrint is imported when used."""

from pathlib import Path

from safereturn.web.assess_risk.pdf import VARIANT, can_draw

__all__ = ["can_draw", "draw"]

STYLE = Path(__file__).with_name("paper.css")


def draw(html: str) -> bytes:
    """Return the pages as a tagged PDF. Nothing is fetched: neither network nor file."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - loads system libraries
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=["data"])
    style = CSS(string=STYLE.read_text(), url_fetcher=fetcher)
    page = HTML(string=html, url_fetcher=fetcher)
    written: bytes = page.write_pdf(stylesheets=[style], pdf_variant=VARIANT)
    return written
