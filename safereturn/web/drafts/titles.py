"""What a draft is called in the list of unfinished work: what it is, and about which reference."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The first part of a draft's key, or of the page a lock caught it on.
WORDS = {
    "add": gettext_lazy("Information about a missing child"),
    "agreement": gettext_lazy("Information-sharing agreement"),
    "agreements": gettext_lazy("Information-sharing agreement"),
    "answer": gettext_lazy("Answer to what you were asked"),
    "ask": gettext_lazy("Question to an agency"),
    "away": gettext_lazy("Record of a child who is away"),
    "children": gettext_lazy("Record of a child"),
    "contribute": gettext_lazy("What your agency knows"),
    "disagree": gettext_lazy("Disagreement with a grade"),
    "dispute": gettext_lazy("Answer to a disagreement"),
    "episodes": gettext_lazy("Missing episode"),
    "interview": gettext_lazy("Return interview"),
    "interviews": gettext_lazy("Return interview"),
    "phone": gettext_lazy("Answer given by phone"),
    "prepare": gettext_lazy("Ready-to-hand information"),
    "report": gettext_lazy("Report of a missing child"),
    "return": gettext_lazy("Return of a child"),
    "risk": gettext_lazy("Risk grading"),
    "screening": gettext_lazy("Screening of risk"),
}
REFERENCE = re.compile(r"[A-Z]{2}-[0-9A-HJKMNP-TV-Z]{7}")


def title(key: str, path: str) -> str:
    """Return the words, with the reference where there is one. Never what was typed."""
    first = re.split(r"[-/]", key.strip("/"), maxsplit=1)[0]
    page = path.strip("/").split("/", 1)[0]
    words = str(WORDS.get(first) or WORDS.get(page) or _("Unfinished form"))
    found = REFERENCE.search(key) or REFERENCE.search(path)
    return f"{words}, {found[0]}" if found else words
