"""Secrets that must be read again: kept in the database as ciphertext, the key outside it.

A password is hashed; what a sign-in app shares with us, or an agency's own sign-in
service, has to be used. Whoever has a copy of the database alone reads neither.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(ValueError):
    """This secret was sealed under a key that is no longer there: it has to be set again."""


def seal(secret: str) -> str:
    """Return the secret as ciphertext (AES-128-CBC and HMAC-SHA256, by Fernet)."""
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the secret. Raises Unreadable when no key we have opens it."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def is_readable(sealed: str) -> bool:
    """Say whether a key we have opens it."""
    try:
        unseal(sealed)
    except Unreadable:
        return False
    return True


def reseal(sealed: str) -> str:
    """Return the same secret sealed under today's key. Raises Unreadable."""
    return seal(unseal(sealed))


def _box() -> MultiFernet:
    """Seal with today's secret key; read with those before it as well."""
    return _for((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _for(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    # A key of its own, so that nothing signed with the service's secret helps to read this.
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"safereturn.sealed")
    return base64.urlsafe_b64encode(kdf.derive(key.encode()))
