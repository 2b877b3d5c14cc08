"""The stage of a sign-in that asks for the second factor."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from safereturn.web.sign_in.adapter import VOUCHED_KEY


class SecondFactor(AuthenticateStage):  # type: ignore[misc]
    """allauth's own, but not where an agency's service says that it has asked already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        vouched: dict[str, Any] = request.session.get(VOUCHED_KEY) or {}
        person = self.login.user
        if person and vouched.get("strong") and vouched.get("person") == str(person.pk):
            return False
        should: bool = super()._should_handle(request)
        return should
