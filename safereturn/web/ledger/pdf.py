"""Drawing the lists as PDF/UA. WeasyPrint is imported only when it is used."""

from pathlib import Path

from django.http import HttpResponse

from safereturn.web.assess_risk.pdf import VARIANT, can_draw

STYLE = Path(__file__).with_name("paper.css")


def answer(html: str, name: str) -> HttpResponse:
    """Return a page as a tagged PDF; without the libraries, as a page to print."""
    if not can_draw():
        return HttpResponse(html)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(draw(html), content_type="application/pdf", headers=headers)


def draw(html: str) -> bytes:
    """Return the page as a tagged PDF. Nothing is fetched: neither network nor file."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - loads system libraries
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=["data"])
    style = CSS(string=STYLE.read_text(), url_fetcher=fetcher)
    page = HTML(string=html, url_fetcher=fetcher)
    written: bytes = page.write_pdf(stylesheets=[style], pdf_variant=VARIANT)
    return written
