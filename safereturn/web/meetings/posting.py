"""What was posted to a page, or None: an empty form that was sent is not one being opened."""

from django.http import QueryDict

from safereturn.web.http import SignedInRequest


def posted(request: SignedInRequest) -> QueryDict | None:
    """Return what was posted, also where that is nothing; None where the page is opened."""
    return request.POST if request.method == "POST" else None
