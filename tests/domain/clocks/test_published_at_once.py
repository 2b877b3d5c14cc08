"""Two keepers publish for the same agency at once: it follows one of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from safereturn.clocks.actions import protocols
from safereturn.clocks.models import ProtocolVersion
from safereturn.foundation.actor import Actor, Role
from tests import people
from tests.people import ADMINISTRATOR, EXAMPLESHIRE_POLICE

POLICE_ADMINISTRATOR = replace(
    people.SUPERVISOR, roles=frozenset({Role.ADMINISTRATOR}), person_id=uuid4()
)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_is_followed() -> None:
    people.settle()
    now, start = timezone.now(), Barrier(2, timeout=10)
    drafts: dict[UUID, Actor] = {}
    for by in (ADMINISTRATOR, POLICE_ADMINISTRATOR):
        draft = protocols.start_draft("Exampleshire", at=now, by=by)
        protocols.set_followers(draft, [EXAMPLESHIRE_POLICE], based_on=0, by=by)
        drafts[draft] = by

    def press(draft: UUID) -> str:
        try:
            start.wait()
            protocols.publish(draft, now, "Agreed", based_on=1, at=now, by=drafts[draft])
        except protocols.FollowsAnother:
            return "follows another"
        else:
            return "published"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, drafts)) == ["follows another", "published"]
    assert ProtocolVersion.objects.exclude(published_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_begin_a_draft_at_once_and_there_is_one() -> None:
    people.settle()
    start = Barrier(2, timeout=10)

    def press(number: int) -> str:
        try:
            start.wait()
            protocols.start_draft(f"Area {number}", at=timezone.now(), by=ADMINISTRATOR)
        except protocols.DraftInHand:
            return "in hand"
        else:
            return "drafted"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == ["drafted", "in hand"]
