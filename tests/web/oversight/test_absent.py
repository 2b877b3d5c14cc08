"""A sealed child is absent: by no door does any of a thousand outsiders learn of them.

Each draw is a person of any agency and role who is not named, and a door: a page or an
operation of the API. What they get must hold nothing of the child, and where an address
names the child it must be, to the byte, what they get for a reference that is nobody's.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from safereturn.audit.record import recording
from safereturn.children.models import Child, SealedReport
from safereturn.children.rules import IdentifierKind
from safereturn.episodes import actions as episodes
from safereturn.episodes.models import Episode
from safereturn.episodes.rules import Circumstances, Relation, Reporter
from safereturn.foundation.actor import Actor, AgencyKind, Role, the_service
from safereturn.involvement import actions as involvement
from safereturn.involvement.rules import Basis
from safereturn.notifications.models import Delivery, Notice
from tests import people
from tests.api.conftest import System, key_for
from tests.domain.children.making import NOON, a_child
from tests.domain.shield.making import NHS, a_report, seal, the_job
from tests.people import COORDINATOR, SOCIAL_WORKER

pytestmark = pytest.mark.usefixtures("town")

# All of the thousand with `make test-all`; the first of them on every day.
DRAWS = (100, pytest.param(1000, marks=pytest.mark.matrix))
# Everybody of the town, and people of the agencies that work with the child in all roles
# that have one: the nearer somebody stands, the more there is to leak.
ROLES: dict[UUID, tuple[Role, ...]] = {
    people.EXAMPLESHIRE: (Role.COUNCIL_COORDINATOR, Role.SOCIAL_WORKER, Role.OUT_OF_HOURS,
                          Role.ANALYST, Role.GOVERNANCE_LEAD, Role.ADMINISTRATOR),
    people.EXAMPLESHIRE_POLICE: (Role.CALL_HANDLER, Role.POLICE_OFFICER, Role.POLICE_SUPERVISOR,
                                 Role.POLICE_COORDINATOR, Role.ANALYST),
    people.HARBOUR_VIEW: (Role.CARER, Role.HOME_MANAGER),
    people.HEALTH: (Role.HEALTH_WORKER,),
    people.VOICES: (Role.RETURN_INTERVIEWER, Role.INTERVIEW_MANAGER),
    people.FARAWAY: (Role.COUNCIL_COORDINATOR, Role.GOVERNANCE_LEAD),
    people.SAMPLEFORD_POLICE: (Role.CALL_HANDLER, Role.POLICE_SUPERVISOR),
}  # fmt: skip
NAMED = {COORDINATOR.person_id, SOCIAL_WORKER.person_id}


@dataclass(frozen=True, slots=True)
class Sealed:
    """The child, their episode, the reference of each, and the id of the link."""

    child: Child
    episode: Episode
    link: UUID

    @property
    def said(self) -> tuple[str, ...]:
        refs = (self.child.ref.lower(), self.episode.ref.lower())
        return (*refs, str(self.child.pk), str(self.link), "wren", "refuge")


@pytest.fixture
def sealed() -> Sealed:
    """A child whom the town's agencies knew, missing now; then sealed, then reported again."""
    numbers = ((IdentifierKind.NHS_NUMBER, NHS),)
    child = a_child("Wren Hidden", identifiers=numbers)
    episode = episodes.report(
        child.pk,
        Circumstances(last_seen_at=NOON, last_seen_where="Home", why_worried="Gone"),
        Reporter(name="Kay Rer", relation=Relation.CARER),
        reported_at=NOON,
        at=NOON,
        by=people.OFFICER,
    )
    seal(child)
    episodes.tell_agencies(
        episode,
        "episode.reported",
        key="sweep",
        path=f"/episodes/{episode.ref}/",
        at=NOON,
        by=the_service(),
    )
    # By the number, and under another name: what the reporter said themselves is theirs.
    assert the_job(a_report("Quite Another", identifiers=numbers))
    return Sealed(child, episode, SealedReport.objects.get(child=child).pk)


def outsiders() -> list[Actor]:
    """Return people who are not named: the town's, and one for each role of the agencies near."""
    kinds = {pk: kind for pk, (_, kind, *_) in people.AGENCIES.items()}
    more = [
        people._actor(f"Extra {role} {n}", agency, role)
        for n, (agency, roles) in enumerate(ROLES.items())
        for role in roles
    ]
    people.settle_more(*more)
    assert {AgencyKind(kinds[actor.agency_id]) for actor in more}
    return [*(a for a in people.EVERYBODY if a.person_id not in NAMED), *more]


REF = "{ref}"
# Pages that name the child, with a nobody's reference in the same place; then lists.
OF_CHILD = (
    f"/report/?child={REF}",
    *(
        f"/children/{REF}/{part}"
        for part in ("", "details/", "people/", "flags/", "prepare/", "placement/", "identifiers/",
                     "open/", "reason/", "looks/", "seal/", "restrict/", "known-to-me/")
    ),
)  # fmt: skip
OF_EPISODE = tuple(
    f"/episodes/{REF}/{part}"
    for part in ("", "picture/", "risk/", "located/", "return/", "add/", "form.pdf", "print/",
                 "text/", "ask/", "screening/")
)  # fmt: skip
LISTS = ("/worklist/", "/notices/", "/received-items/", "/drafts/", "/worklist/new/?since=0")
SEARCHES = ("Wren Hidden", "Wren Hidden 04/03/2011", NHS, "ZZ1 1ZZ", "Harbour View", "04/03/2011")
NOBODY = {"MC": "MC-0000000", "ME": "ME-0000000"}
# What differs from one answer to the next whoever asks for whatever: keys against forgery
# and double presses, and the moment of the answer.
CHANGES = re.compile(
    r'(name="csrfmiddlewaretoken" value="|name="once" value="|nonce[-=]["\']?)[^"\'\s;]+'
    r'|data-now="[^"]+"'
)


def whole(answer: Any, ref: str) -> str:
    """Return an answer, headers and all, without the reference that was asked for."""
    words = answer.content.decode(errors="replace")
    heads = sorted(f"{name}: {value}" for name, value in answer.headers.items())
    # The session is renewed once a minute, whatever is asked for.
    cookies = sorted(set(answer.cookies) - {"safereturn_session"})
    body = f"{answer.status_code}\n{heads}\n{cookies}\n{words}"
    return CHANGES.sub("…", body).replace(ref, REF)


def holds(answer: Any, of: Sealed, asked: str) -> list[str]:
    """Return what of the child an answer holds, beyond what was asked for itself."""
    words = answer.content.decode(errors="replace") + str(answer.headers)
    words = words.lower().replace(asked.lower(), "")
    return [said for said in of.said if said in words]


Door = Callable[[Client, Sealed], list[str]]


def by_reference(template: str, prefix: str, of_: str) -> Door:
    def tried(client: Client, of: Sealed) -> list[str]:
        ref = of.child.ref if of_ == "child" else of.episode.ref

        def differs() -> bool:
            real, none = (client.get(template.replace(REF, r)) for r in (ref, NOBODY[prefix]))
            return whole(real, ref) != whole(none, NOBODY[prefix])

        wrong = holds(client.get(template.replace(REF, ref)), of, ref)
        # Twice: between two answers a minute may have passed that every page speaks of.
        if differs() and differs():
            wrong.append("differs from absence")
        return wrong

    return tried


def by_list(path: str) -> Door:
    return lambda client, of: holds(client.get(path), of, "")


def by_search(words: str) -> Door:
    def tried(client: Client, of: Sealed) -> list[str]:
        for path in ("/search/", "/report/find/"):
            answer = client.post(path, {"q": words}, follow=True)
            if found := holds(answer, of, words):
                return found
        return []

    return tried


def by_link(client: Client, of: Sealed) -> list[str]:
    real, none = str(of.link), str(uuid4())
    # Whoever has no fresh pass gets one with the first answer, whatever they ask for
    # (web/passes.py): asked for nothing first, so that passes are compared here as well.
    client.get(f"/protected/{uuid4()}/")

    def differs() -> bool:
        answers = [client.get(f"/protected/{pk}/") for pk in (real, none)]
        return whole(answers[0], real) != whole(answers[1], none)

    return ["differs from absence"] if differs() and differs() else []


DOORS: list[Door] = [
    *(by_reference(path, "MC", "child") for path in OF_CHILD),
    *(by_reference(path, "ME", "episode") for path in OF_EPISODE),
    *(by_list(path) for path in LISTS),
    *(by_search(words) for words in SEARCHES),
    by_link,
]


@pytest.mark.parametrize("draws", DRAWS)
def test_a_thousand_outsiders_at_every_door_find_nothing_of_a_sealed_child(
    sealed: Sealed, draws: int
) -> None:
    draw = random.Random(20260302)  # noqa: S311 - which are drawn must be the same each time
    everybody = outsiders()
    browsers = {actor.person_id: people.client_for(actor) for actor in everybody}
    pairs = [(actor, door) for actor in everybody for door in range(len(DOORS))]
    draw.shuffle(pairs)
    assert len(pairs) >= draws, len(pairs)
    wrong = []
    for actor, door in pairs[:draws]:
        if found := DOORS[door](browsers[actor.person_id], sealed):
            wrong.append((actor.name, door, found))
    assert not wrong, sorted({(door, *found) for _, door, found in wrong})


def test_the_test_would_find_it(sealed: Sealed) -> None:
    """The doors do show the child to somebody who is named."""
    sol = people.client_for(SOCIAL_WORKER)
    assert DOORS[0](sol, sealed)
    assert by_list("/worklist/")(sol, sealed)
    assert by_search("Wren Hidden")(sol, sealed)


def test_no_mail_about_a_sealed_child_leaves_for_anybody_who_is_not_named(sealed: Sealed) -> None:
    about = Notice.objects.filter(child_id=sealed.child.pk)
    mails = Delivery.objects.filter(notice__in=about).values_list("address", flat=True)
    assert set(mails) <= {people.email_of(COORDINATOR), people.email_of(SOCIAL_WORKER)}
    for notice in Notice.objects.all():
        words = f"{notice.reference} {notice.path}".lower()
        seen = notice.child_id == sealed.child.pk
        assert seen or sealed.child.ref.lower() not in words


@pytest.mark.parametrize(
    "actor",
    [people.OFFICER, people.OUT_OF_HOURS, people.CARER, people.OUTSIDER],
    ids=lambda a: a.name,
)
def test_a_system_of_whatever_agency_gets_absence_too(sealed: Sealed, actor: Actor) -> None:
    system = System(key_for(actor), actor.name)
    for path, prefix, ref in (
        (f"/children/{REF}", "MC", sealed.child.ref),
        (f"/children/{REF}/disclosures", "MC", sealed.child.ref),
        (f"/episodes/{REF}", "ME", sealed.episode.ref),
        (f"/episodes/{REF}/picture", "ME", sealed.episode.ref),
        (f"/episodes/{REF}/timeline", "ME", sealed.episode.ref),
    ):
        real, none = (system.get(path.replace(REF, r)) for r in (ref, NOBODY[prefix]))
        assert real.status_code == 404, real.content
        assert whole(real, ref) == whole(none, NOBODY[prefix])
    for found in (
        system.post("/children/search", {"q": "Wren Hidden 04/03/2011"}),
        system.get("/worklist"),
        system.get("/notices"),
    ):
        assert not holds(found, sealed, "Wren Hidden 04/03/2011")


def test_a_relation_that_ends_is_refused_at_the_next_request() -> None:
    child = a_child("Ada Invented")
    nurse = people.client_for(people.NURSE)
    path = f"/children/{child.ref}/"
    assert nurse.get(path).status_code == 200
    with recording("test.left", by=the_service(), child_id=child.pk):
        involvement.end(child.pk, people.HEALTH, Basis.HEALTH, because="left", at=NOON)
    assert nurse.get(path).status_code == 404
