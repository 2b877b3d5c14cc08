"""Drafts and double presses. Nothing here knows Django."""

from datetime import timedelta

# A draft nobody finishes is dropped after this; the list warns a week before.
KEEP_DRAFTS = timedelta(days=30)
WARN_BEFORE = timedelta(days=7)
# How long a form's own key is remembered, so that a second press acts once.
KEEP_PRESSES = timedelta(days=2)
# Nobody types a form longer than this; a larger body is not a draft.
LARGEST_DRAFT = 200_000
# The name a form keeps its words under: an index holds it.
LONGEST_KEY = 500
PAGE = 50
