"""`safereturn token`: a key is shown once, listed without its secret, and ended."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from safereturn.agencies.models import ApiClient
from safereturn.agencies.queries import find_client_actor
from safereturn.audit.models import Entry
from safereturn.foundation.actor import Door, Role
from safereturn.ops.commands.token import command
from safereturn.ops.faults import Fault

pytestmark = pytest.mark.django_db
MAKE = ["make", "--agency", "exampleshire police", "--name", "Control room"]


@pytest.fixture(autouse=True)
def database_is_there(town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safereturn.ops.begin.begun", nullcontext)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_key_is_printed_once_and_signs_its_system_in() -> None:
    made = run(*MAKE, "--role", "police_supervisor", "--role", "police_officer")
    token = made.strip()
    actor = find_client_actor(token, at=timezone.now(), asserted="")
    assert actor is not None
    assert actor.agency_name == "Exampleshire Police"
    assert actor.roles == {Role.POLICE_SUPERVISOR, Role.POLICE_OFFICER}
    assert token not in run("list")
    assert not ApiClient.objects.filter(token_hash=token).exists()
    entry = Entry.objects.get(name="api_client.made")
    assert entry.door == Door.COMMAND


def test_a_key_is_good_until_the_end_of_its_last_day_in_london() -> None:
    run(*MAKE, "--role", "call_handler", "--expires", "2027-06-30")
    expires = ApiClient.objects.get().expires_at
    assert expires is not None
    assert expires - datetime(2027, 6, 30, 23, tzinfo=UTC) < timedelta(seconds=1)


def test_a_revoked_key_is_refused_and_no_longer_listed() -> None:
    token = run(*MAKE, "--role", "call_handler").strip()
    number = run("list").split()[0]
    assert "Control room" in run("revoke", number)
    assert find_client_actor(token, at=timezone.now(), asserted="") is None
    assert "There are no keys" in run("list")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["make", "--agency", "Nowhere", "--role", "carer", "--name", "x"], "Harbour View"),
        ([*MAKE, "--role", "wizard"], "police_supervisor"),
        ([*MAKE, "--role", "system"], "no role “system”"),
        (["revoke", "nothing"], "token list"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(arguments: list[str], words: str) -> None:
    with pytest.raises(Fault, match=words):
        run(*arguments)
