"""`safereturn person`: an agency's first administrator is let in, and joins."""

from contextlib import nullcontext

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from safereturn.agencies.models import Person
from safereturn.audit.models import Entry
from safereturn.foundation.actor import Door
from safereturn.foundation.sealed import seal, unseal
from safereturn.ops.commands.person import command
from safereturn.ops.faults import Fault
from tests.people import COORDINATOR, client_for, email_of

pytestmark = pytest.mark.django_db
COUNCIL = ("--agency", "exampleshire council")
INVITE = ("invite", "ada@council.example", "--name", "Ada Example", *COUNCIL)


@pytest.fixture(autouse=True)
def database_is_there(town: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safereturn.ops.begin.begun", nullcontext)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_first_administrator_joins_by_the_printed_link() -> None:
    said = run(*INVITE, "--role", "administrator", "--print-link")
    link = said.splitlines()[1]
    path = "/join/" + link.partition("/join/")[2]
    password = "correct horse battery staple"
    client = Client()
    assert client.post(path, {"password": password}).status_code == 302
    client.post("/account/login/", {"login": "ada@council.example", "password": password})
    assert client.get("/people/").status_code == 200
    assert Entry.objects.get(name="person.invited").door == Door.COMMAND
    assert ProcrastinateJob.objects.filter(task_name="agencies.send_link").count() == 1
    assert "ada@council.example  administrator" in run("list", *COUNCIL)


def test_a_role_that_is_not_theirs_is_refused() -> None:
    for role in ("police_officer", "system", "king"):
        with pytest.raises(Fault):
            run(*INVITE, "--role", role)
    assert not Person.objects.filter(email="ada@council.example").exists()


def test_somebody_is_helped_or_let_go() -> None:
    theirs = client_for(COORDINATOR)
    run("reset", email_of(COORDINATOR), "--proof", "rung_back", *COUNCIL)
    assert theirs.get("/notices/").status_code == 302
    theirs = client_for(COORDINATOR)
    run("leave", email_of(COORDINATOR), *COUNCIL)
    assert theirs.get("/notices/").status_code == 302
    with pytest.raises(Fault, match="Nobody signs in"):
        run("leave", "nobody@people.example", *COUNCIL)
    with pytest.raises(Fault, match="Only the agency they work for"):
        run("reset", email_of(COORDINATOR), "--proof", "manager", "--agency", "Voices")


def test_after_a_change_of_key_everything_is_sealed_anew(settings: Settings) -> None:
    person = Person.objects.get(pk=COORDINATOR.person_id)
    row = Authenticator.objects.create(user=person, type="totp", data={"secret": seal("ABCD")})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert "Sealed anew: 1." in run("reseal")
    settings.SECRET_KEY_FALLBACKS = []
    row.refresh_from_db()
    assert unseal(row.data["secret"]) == "ABCD"
    settings.SECRET_KEY = "m" * 60
    with pytest.raises(Fault, match="Nothing is changed"):
        run("reseal")
