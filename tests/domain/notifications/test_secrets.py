"""The secrets of receivers: sealed under the service's key, switched off when none opens them."""

from typing import Any

import pytest

from safereturn.agencies.actions.own_sign_in import reseal_all
from safereturn.audit.record import recording
from safereturn.foundation.actor import the_service
from safereturn.foundation.sealed import Unreadable, unseal
from safereturn.foundation.sealed import seal as seal_secret
from safereturn.notifications import actions, queries
from safereturn.notifications.actions import settle
from safereturn.notifications.models import Receiver
from safereturn.notifications.rules import webhooks
from safereturn.ops import poster
from tests.domain.episodes.cases import NOW
from tests.domain.notifications.test_posting import DAY, MINUTE, a_receiver, take, told
from tests.people import ADMINISTRATOR

pytestmark = pytest.mark.usefixtures("town")


def test_a_secret_under_a_key_that_is_gone_switches_it_off(settings: Any) -> None:
    receiver = a_receiver()
    told()
    settings.SECRET_KEY = "another-of-the-tests-" + "0" * 50
    call = take(receiver)
    assert call.secrets == ()
    assert settle(call, poster.attempt(call, at=NOW), at=NOW)
    line = queries.get_receiver(ADMINISTRATOR, receiver.pk)
    assert (line.off_because, line.waiting) == (webhooks.Off.UNREADABLE, 1)
    assert actions.receivers_due(at=NOW + DAY) == []
    # What nobody can read signs nothing: it is not kept beside the new one.
    secret = actions.new_secret(receiver.pk, at=NOW, by=ADMINISTRATOR)
    assert Receiver.objects.get().sealed_old_secret is None
    actions.resume(receiver.pk, by=ADMINISTRATOR)
    assert take(receiver, NOW + MINUTE).secrets == (secret,)


def test_an_old_secret_under_a_key_that_is_gone_stops_nothing(settings: Any) -> None:
    receiver = a_receiver()
    actions.new_secret(receiver.pk, at=NOW, by=ADMINISTRATOR)
    settings.SECRET_KEY = "another-of-the-tests-" + "0" * 50
    with recording("test", by=the_service()):
        Receiver.objects.update(sealed_secret=seal_secret("whsec_new"))
    told()
    assert take(receiver).secrets == ("whsec_new",)
    assert actions.new_secret(receiver.pk, at=NOW, by=ADMINISTRATOR)


def test_a_new_secret_of_the_service_seals_them_anew(settings: Any) -> None:
    receiver = a_receiver()
    actions.new_secret(receiver.pk, at=NOW, by=ADMINISTRATOR)
    before = Receiver.objects.get()
    secrets = unseal(before.sealed_secret), unseal(before.sealed_old_secret or "")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-of-the-tests-" + "0" * 50
    assert reseal_all(by=the_service()) == 1
    settings.SECRET_KEY_FALLBACKS = []
    after = Receiver.objects.get()
    assert (unseal(after.sealed_secret), unseal(after.sealed_old_secret or "")) == secrets


def test_one_secret_that_no_key_opens_keeps_no_other_under_the_old_key(settings: Any) -> None:
    lost, receiver = a_receiver(), a_receiver()
    with recording("test", by=the_service()):
        Receiver.objects.filter(pk=lost.pk).update(sealed_secret="gone")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-of-the-tests-" + "0" * 50
    with pytest.raises(Unreadable):
        reseal_all(by=the_service())  # nobody knows yet that it is lost: perhaps a key is missing
    with recording("test", by=the_service()):
        Receiver.objects.filter(pk=lost.pk).update(off_at=NOW, off_because=webhooks.Off.UNREADABLE)
    assert reseal_all(by=the_service()) == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(Receiver.objects.get(pk=receiver.pk).sealed_secret).startswith("whsec_")
    assert Receiver.objects.get(pk=lost.pk).sealed_secret == "gone"
