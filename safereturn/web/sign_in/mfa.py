"""How allauth keeps second factors here: sealed, under our name, never the last one taken away."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from safereturn.foundation.sealed import seal, unseal

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NAME = "Safe Return"


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our choices where allauth asks."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right, or has been used. Enter a new one"),
        "cannot_delete_authenticator": _(
            "You need a second way to sign in. Set up another before you take this one away"
        ),
    }

    def encrypt(self, text: str) -> str:
        """Keep what an app or a list of codes is made from as ciphertext."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read it again."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Leave nobody without a second factor where one is required."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG)
        return not settings.SECOND_FACTOR or others.exclude(pk=authenticator.pk).exists()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the service as a browser shows it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": NAME}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Name the person as their own device lists them."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.name}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's
        """Leave it to the person what to call a passkey."""
        return str(_("Passkey"))

    def _get_site_name(self) -> str:
        return NAME
