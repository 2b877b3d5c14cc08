"""Words that make a password easy to guess here, though they are on no list of common ones.

OWASP ASVS 5.0, 6.1.2 and 6.2.11: the list is written down, here and nowhere else. A password may
hold any of them; without them enough must be left.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = (
    "safereturn", "safe", "return", "missing", "children", "child", "interview", "council",
    "police", "constabulary", "social", "worker", "placement", "password", "welcome", "winter",
    "spring", "summer", "autumn",
)  # fmt: skip
# So many different characters must be left.
LEFT = 5
_OURS = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))


class OwnWords:
    """A validator of Django's kind."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when little is left without our words and the agency's own."""
        left = _OURS.sub("", password.lower())
        address = str(getattr(user, "email", "") or "")
        for word in re.split(r"\W+", address.lower()):
            if len(word) > 3:  # noqa: PLR2004 - shorter ones stand in every sentence
                left = left.replace(word, "")
        if len(set(left) - {" "}) < LEFT:
            raise ValidationError(
                _("Your password is made of words that everybody here would try first."),
                code="own_words",
            )

    def get_help_text(self) -> str:
        """Say it beforehand."""
        return _("Not only the name of the service, your agency or your work.")
