"""What happens at the door: links that were sent, passwords set, wrong tries counted."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection

from safereturn.agencies.actions.people import about, end_sign_ins, send_link_to, tell
from safereturn.agencies.models import Person, SignInLink, WrongTry
from safereturn.agencies.queries import somebody, token_hash
from safereturn.agencies.rules import (
    LINK_GOOD_FOR,
    MOST_WRONG,
    WRONG_FORGOTTEN,
    LinkUse,
    wait_after,
)
from safereturn.audit.record import recorded, recording
from safereturn.audit.rules import Act
from safereturn.foundation.actor import SERVICE_ID, Actor
from safereturn.foundation.errors import Invalid, NotFound


class LinkOver(NotFound):
    """This link has been used, or is too old. Ask for a new one."""


class WaitFirst(Exception):
    """Too many wrong passwords: the door is shut until `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


def make_link(person: Person, use: LinkUse, *, at: datetime) -> str:
    """Return a fresh token, good once and until `rules.LINK_GOOD_FOR`; others like it end."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(person=person, use=use, used_at=None).update(used_at=at)
    SignInLink.objects.create(
        person=person,
        use=use,
        token_hash=token_hash(token),
        made_at=at,
        expires_at=at + LINK_GOOD_FOR[use],
    )
    return token


def ask_new_password(email: str) -> None:
    """Queue a link if somebody signs in with this address and a password. Tells nobody which."""
    person = Person.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        # As much is done for nobody: how long an answer takes tells nobody either.
        send_link_to(SERVICE_ID, LinkUse.RENEW)
        return
    # Whoever has never joined is sent their invitation anew.
    joined = person.last_login is not None or person.has_usable_password()
    send_link_to(person.pk, LinkUse.RENEW if joined else LinkUse.JOIN)


def set_password(token: str, password: str, *, at: datetime, origin: dict[str, str]) -> Person:
    """Set the password of whom a link was sent to; every link and session of theirs ends.

    Raises LinkOver, or Invalid for a weak password: the link is then still good.
    """
    found = SignInLink.objects.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise LinkOver
    person = Person.objects.get(pk=found.person_id)
    by = somebody(person, at=at, origin=origin)
    with recording("person.password_set", by=by, act=Act.SETTING, refs=about(person)):
        link = SignInLink.objects.select_for_update().get(pk=found.pk)
        if link.used_at is not None or link.expires_at <= at or not person.is_active:
            raise LinkOver
        write_password(person, password)
        SignInLink.objects.filter(person=person, used_at=None).update(used_at=at)
        if link.use == LinkUse.RENEW:
            tell(person, "password_set")
    return person


def write_password(person: Person, password: str) -> None:
    """Check and keep a new password; sessions under the old one end. Raises Invalid."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(fields={"password": " ".join(error.messages)}) from error
    person.set_password(password)
    person.save(update_fields=["password"])


def change_password(person: Person, password: str, *, by: Actor) -> None:
    """Set a new password of one's own. Raises Invalid for a weak one."""
    with recording("person.password_changed", by=by, act=Act.SETTING, refs=about(person)):
        write_password(person, password)
        tell(person, "password_set")


def sign_out_everywhere(person: Person, *, by: Actor) -> None:
    """End every session of one's own."""
    with recording("person.signed_out_everywhere", by=by, act=Act.SIGN_OUT, refs=about(person)):
        end_sign_ins(person)


def factor_changed(person: Person, what: str, *, by: Actor) -> None:
    """Record that somebody changed a factor of their own, and tell them by e-mail.

    In the transaction that changes it: `what` is app_added, passkey_removed and the like.
    """
    recorded(f"factor.{what}", by=by, act=Act.SETTING, ref=about(person)[0])
    tell(person, "factors_changed")


# ── Wrong passwords ─────────────────────────────────────────────────────────────────
_LOCK = """
insert into agencies_wrongtry (key, times, last_at) values (%s, 0, %s)
    on conflict (key) do update set times = agencies_wrongtry.times
returning times, last_at, wait_until
"""


def require_open_door(email: str, address: str, *, at: datetime) -> None:
    """Raise WaitFirst when this person or this address has had too many wrong tries.

    Needs an open transaction: the person's row stays locked until it ends, so that a
    hundred tries sent at once are taken one after the other and counted.
    """
    shut = WrongTry.objects.filter(key=_key("address", address), wait_until__gt=at).first()
    until = shut.wait_until if shut else None
    if until is None:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [_key("person", email.lower()), at])
            _times, _last, until = cursor.fetchone() or (0, at, None)
    if until is not None and until > at:
        raise WaitFirst(until)


def count_wrong(email: str, address: str, *, at: datetime) -> None:
    """Count one wrong password, for the person and for the address."""
    for sort, text in (("person", email.lower()), ("address", address)):
        row, _new = WrongTry.objects.select_for_update().get_or_create(
            key=_key(sort, text), defaults={"last_at": at}
        )
        row.times = 1 if at - row.last_at > WRONG_FORGOTTEN else row.times + 1
        wait = wait_after(row.times, MOST_WRONG[sort])
        row.last_at, row.wait_until = at, at + wait if wait > timedelta(0) else None
        row.save()


def forget_wrong(email: str) -> None:
    """Forget somebody's wrong tries: they have given the right password."""
    WrongTry.objects.filter(key=_key("person", email.lower())).delete()


def sweep_doors(*, at: datetime) -> None:
    """Delete what nobody needs to know any more: old tries, links that are long over."""
    WrongTry.objects.filter(last_at__lt=at - WRONG_FORGOTTEN).delete()
    SignInLink.objects.filter(expires_at__lt=at - LINK_GOOD_FOR[LinkUse.JOIN]).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    # Whatever is in it, a session is over after a shift; where somebody was is nobody's to know.
    UserSession.objects.filter(created_at__lt=at - 2 * settings.LONGEST_SESSION).delete()


def _key(sort: str, text: str) -> str:
    """Return what stands for an address: it is not kept, nor can it be guessed back."""
    said = f"wrong:{sort}:{text}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:32]
