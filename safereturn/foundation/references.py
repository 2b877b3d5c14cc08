"""Opaque references: what stands in addresses, notices and file names instead of a name."""

import secrets

# Crockford's base 32: no I, L, O or U, so that a reference can be read over the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7


def new_reference(prefix: str) -> str:
    """Return a random reference such as `MC-7K2Q9FD`: 35 bits, guessed by nobody.

    Uniqueness is the database's to hold; a clash (one in tens of millions) is an
    IntegrityError of the insert, never a silent reuse.
    """
    return prefix + "-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def short_number() -> str:
    """Return four characters that let a person see that two messages are the same."""
    return "".join(secrets.choice(ALPHABET) for _ in range(4))
