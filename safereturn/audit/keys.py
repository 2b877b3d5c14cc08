"""The key that signs the heads: made, kept in a file that only its owner reads, handed over.

The file holds the private key and, after a change of keys, the words with which the key
before named this one: whoever trusts the old key can then trust the new.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safereturn.audit import verifier


class UnusableKey(Exception):
    """The key file cannot be used; the message says why, and nothing of the key."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One private key, and who vouches for it."""

    private: Ed25519PrivateKey
    handed_by: str = ""
    handed_by_public: str = ""
    handover: str = ""

    @property
    def public(self) -> str:
        """Return the public half, in hex."""
        return self.private.public_key().public_bytes_raw().hex()

    @property
    def id(self) -> str:
        """Return the short name that heads carry."""
        return verifier.key_id(self.public)

    def sign(self, words: bytes) -> str:
        """Return the signature over some words, in hex."""
        return self.private.sign(words).hex()

    def may_follow(self, head: verifier.Head) -> bool:
        """Say whether a head is signed by this key or by the one that handed over to it."""
        known = {self.id: self.public, self.handed_by: self.handed_by_public}
        public = known.get(head.key, "")
        return bool(public) and verifier.is_signed(head.signed, head.signature, public)


def load(path: Path) -> SigningKey:
    """Read a key file; raise UnusableKey when it is missing, open to others or broken."""
    try:
        if path.stat().st_mode & 0o077:
            raise UnusableKey(f"The key of the audit log is open to others: chmod 600 {path}")
        said = json.loads(path.read_text())
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(said.pop("private")))
        return SigningKey(private, **said)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableKey(f"There is no usable key of the audit log in {path}") from error


def make(path: Path, *, after: SigningKey | None = None) -> SigningKey:
    """Make a key in a new file; `after` vouches for it. Raise UnusableKey where one is."""
    private = Ed25519PrivateKey.generate()
    key = SigningKey(private)
    if after is not None:
        words = verifier.handover(key.public)
        key = SigningKey(private, after.id, after.public, after.sign(words))
    text = json.dumps(
        {
            "private": private.private_bytes_raw().hex(),
            "handed_by": key.handed_by,
            "handed_by_public": key.handed_by_public,
            "handover": key.handover,
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all, and never over another: two that start at once get the same one.
    number, fresh = tempfile.mkstemp(dir=path.parent)  # mode 600
    try:
        os.write(number, text.encode())
        os.link(fresh, path)
    except FileExistsError as error:
        raise UnusableKey(f"There is a key in {path} already: it is not overwritten") from error
    finally:
        os.close(number)
        os.unlink(fresh)
    return key


def load_or_make(path: Path) -> SigningKey:
    """Read the key, or make it at first use: for the demonstration alone."""
    if not path.exists():
        try:
            return make(path)
        except UnusableKey:
            pass  # another process was quicker
    return load(path)
