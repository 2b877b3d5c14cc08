"""A document as it arrives: a PDF, kept as it is and never opened by us.

It is handed out only to be saved, so what is in it runs in no page of ours. What a PDF may
carry to harm whoever opens it is refused where it can be seen; inside compressed parts it
cannot, which is what the operator's virus scanner is for (`foundation/scanning.py`).
"""

import re

from safereturn.documents.rules.pictures import Refused
from safereturn.documents.rules.sniffing import holds_another_file, kind_of

MOST_PAPER_BYTES = 10_000_000
_TAIL = 2_048
# Names of what starts a program, opens another file, or is one (ISO 32000-1, 12.6.4).
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|ImportData)\b")
# The same letters written in hexadecimal (#4a for J) have one purpose only.
_DISGUISED = re.compile(rb"/[A-Za-z]{0,20}#[46][0-9A-Fa-f]")

WRONG_TYPE = "The document must be a PDF. Print or save it as PDF, then add that"
TOO_LARGE = "The document must be smaller than 10 MB"
BROKEN = "The PDF is not complete. Save it again, then add that"
ACTIVE = (
    "The PDF holds a program or another file. Print it to a new PDF, then add that:"
    " what is printed holds neither"
)


def check_pdf(content: bytes) -> None:
    """Refuse, by its content, what is no plain PDF of a size we take. Raises Refused."""
    if len(content) > MOST_PAPER_BYTES:
        raise Refused(TOO_LARGE)
    if kind_of(content) != "pdf":
        raise Refused(WRONG_TYPE)
    if b"%%EOF" not in content[-_TAIL:]:
        raise Refused(BROKEN)
    if _ACTIVE.search(content) or _DISGUISED.search(content):
        raise Refused(ACTIVE)
    if holds_another_file(content, "pdf"):
        raise Refused(ACTIVE)
