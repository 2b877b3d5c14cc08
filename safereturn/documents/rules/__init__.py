"""What a photograph or a document is, how large it may be, and what is refused, in words.

Nothing here knows Django.
"""

from safereturn.documents.rules.papers import MOST_PAPER_BYTES, check_pdf
from safereturn.documents.rules.pictures import (
    MOST_PHOTO_BYTES,
    MOST_PIXELS,
    Picture,
    Refused,
    clean,
)
from safereturn.documents.rules.vocabulary import (
    DOCUMENT_SHARED_AS,
    Authority,
    DocumentKind,
    Form,
    NewDocument,
    NewPhoto,
)

__all__ = [
    "DOCUMENT_SHARED_AS",
    "MOST_PAPER_BYTES",
    "MOST_PHOTO_BYTES",
    "MOST_PIXELS",
    "Authority",
    "DocumentKind",
    "Form",
    "NewDocument",
    "NewPhoto",
    "Picture",
    "Refused",
    "check_pdf",
    "clean",
]
