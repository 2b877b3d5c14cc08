"""Children of the town who are back, and those of whom nothing is wanted now."""

from safereturn.children import actions as children
from safereturn.children.rules import FlagKind, Sex
from safereturn.episodes import actions as episodes
from safereturn.episodes.rules import Ending, Finder, KeptSafe, PreventionCheck
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import earlier
from safereturn.ops.demo.stage import Stage
from safereturn.placements.rules import PlacementKind
from safereturn.return_interviews import actions as interviews
from safereturn.return_interviews.models import Item, ReturnInterview
from safereturn.return_interviews.queries.recipients import proposal_for, recipients_of, wish_of
from safereturn.return_interviews.rules import (
    DeclinedBy,
    Interviewer,
    ItemKind,
    ItemUse,
    NewFollowUp,
    NewItem,
    OfferAnswer,
    OfferMade,
    Verdict,
)
from safereturn.risk.rules import Level


def tell(stage: Stage) -> None:
    """Write them all."""
    _due_soon(stage)
    _overdue(stage)
    _awaiting_decision(stage)
    _awaiting_disposition(stage)
    _declined(stage)
    _kept_safe(stage)
    _other_endings(stage)
    _warning_overdue(stage)
    _quiet(stage)


def _seen(stage: Stage, episode_id: object, hours_ago: float) -> None:
    done = PreventionCheck(
        seen=True,
        held_at=stage.ago(hours_ago + 0.2),
        officer_name="Olu Specimen",
        where_been="With a friend.",
        alone=True,
    )
    act = episodes.record_prevention_interview
    stage.do("officer", stage.ago(hours_ago), act, episode_id, done)


def _due_soon(stage: Stage) -> None:
    """Back for 67 hours: the return interview is due in five."""
    child = stage.child("Freya Placeholder", 14.8, Sex.FEMALE, home="harbour")
    episode = stage.reported(child, 80, "Out all night for the first time.")
    stage.graded(episode, 79, Level.MEDIUM, "First time, no contact.")
    interview = stage.back(episode, 67)
    _seen(stage, episode.pk, 60)
    stage.do(
        "interview_manager", stage.ago(50), interviews.allocate, interview.pk,
        Interviewer(name="Ines Testcase", person_id=stage.cast["interviewer"].person_id),
    )  # fmt: skip
    _offer(stage, interview, 40, OfferAnswer.ACCEPTED)


def _offer(stage: Stage, interview: ReturnInterview, hours_ago: float, answer: OfferAnswer) -> None:
    declined = answer is OfferAnswer.DECLINED
    made = OfferMade(
        offered_at=stage.ago(hours_ago),
        made_to="The child",
        made_by="Ines Testcase",
        answer=answer,
        how="By phone",
        declined_by=DeclinedBy.CHILD if declined else None,
        reason="“I have said it all to the police.”" if declined else "",
    )
    stage.do("interviewer", stage.ago(hours_ago), interviews.offer, interview.pk, made)


def _overdue(stage: Stage) -> None:
    child = stage.child("Owen Testdata", 16.2, Sex.MALE, others=(("school", Basis.SCHOOL),))
    episode = stage.reported(child, 110, "Left after an argument.", where="At home")
    stage.graded(episode, 109, Level.LOW, "With a known friend.")
    stage.back(episode, 90, where="Back at home")


def _spoken(stage: Stage, name: str, age: float, returned: float, held: float) -> ReturnInterview:
    child = stage.child(name, age, Sex.FEMALE, home="meadow", others=(("health", Basis.HEALTH),))
    episode = stage.reported(child, returned + 14, "Was seen getting into a van.")
    stage.graded(episode, returned + 13, Level.HIGH, "Seen with unknown adults.")
    interview = stage.back(episode, returned)
    _seen(stage, episode.pk, returned - 3)
    _offer(stage, interview, returned - 8, OfferAnswer.ACCEPTED)
    items = (
        NewItem(kind=ItemKind.VEHICLE, text="A white van with “Dummy Flooring” on the side"),
        NewItem(kind=ItemKind.PLACE, text="A garage behind the swimming pool"),
        NewItem(
            kind=ItemKind.PERSON, text="An older girl called Bex asks others to come",
            third_party_risk=True,
        ),
        NewItem(
            kind=ItemKind.RISK, text="Was offered a phone if she brings a friend",
            use=ItemUse.HIDE_SOURCE,
        ),
        NewItem(kind=ItemKind.PROTECTIVE, text="Talks to her tutor and to nobody else"),
    )  # fmt: skip
    at = stage.ago(held)
    for item in items:
        stage.do("interviewer", at, interviews.add_item, interview.pk, item)
    promised = NewFollowUp(
        text="Speak to her tutor about lunch times.",
        owner_agency_id=stage.agency("council"),
        owner_name="Sol Specimen",
        due_on=stage.on(3),
        child_told=True,
    )
    stage.do("interviewer", at, interviews.add_follow_up, interview.pk, promised)
    account = earlier.account(
        stage, held + 0.5,
        words="They wait by the pool. Bex says it is only driving around.",
        summary="Spoke of a van, a garage and an older girl who asks others along.",
    )  # fmt: skip
    stage.do("interviewer", at, interviews.hold, interview.pk, account)
    return interview


def _awaiting_decision(stage: Stage) -> None:
    _spoken(stage, "Grace Dummyname", 14.3, 30, 2)


def _awaiting_disposition(stage: Stage) -> None:
    interview = _spoken(stage, "Ruby Testcase", 15.1, 60, 20)
    at = stage.ago(18)
    with stage.seeing(interview.child_id):
        row = ReturnInterview.objects.get(pk=interview.pk)
        verdicts = [
            Verdict(
                item_id=item.pk,
                agency_id=recipient.agency_id,
                choice=proposal_for(item, recipient, wish_of(row)).choice,
            )
            for item in Item.objects.filter(interview=row).order_by("made_at", "text")
            for recipient in recipients_of(row, at=at)
        ]
    made = stage.do("interviewer", at, interviews.decide_items, row.pk, verdicts)
    police = [decision for decision in made if decision.agency_id == stage.agency("police")]
    stage.do("missing_unit", stage.ago(10), interviews.receive_item, police[0].pk)


def _declined(stage: Stage) -> None:
    """She said no; the carer was asked, and something came of it."""
    child = stage.child("Imogen Specimen", 16.0, Sex.FEMALE, home="harbour")
    episode = stage.reported(child, 130, "Not back from a visit to her mother.")
    stage.graded(episode, 129, Level.MEDIUM, "Usual place, but no contact.")
    interview = stage.back(episode, 120)
    _seen(stage, episode.pk, 117)
    _offer(stage, interview, 100, OfferAnswer.DECLINED)
    stage.do(
        "interviewer", stage.ago(96), interviews.carer_information, interview.pk,
        given_by="Hana Testcase", text="Came back with a new phone and will not say from whom.",
        items=(NewItem(kind=ItemKind.PHONE, text="A new phone, number not known"),),
    )  # fmt: skip


def _kept_safe(stage: Stage) -> None:
    child = stage.child("Theo Placeholder", 13.9, Sex.MALE, others=(("health", Basis.HEALTH),))
    episode = stage.reported(child, 26, "Left saying that he wants to die.", where="At home")
    stage.graded(episode, 25.5, Level.HIGH, "Said that he wants to die.")
    stage.back(
        episode, 20, where="Exampleshire Hospital, children’s ward", finder=Finder.POLICE,
        ending=Ending.KEPT_SAFE, kept_safe=KeptSafe.HOSPITAL, safe_to_return="",
    )  # fmt: skip


def _other_endings(stage: Stage) -> None:
    adult = stage.child("Kian Dummyname", 18.01, Sex.MALE)
    episode = stage.reported(adult, 24 * 14, "Has taken all his things.", where="At home")
    stage.graded(episode, 24 * 14 - 1, Level.MEDIUM, "Seventeen, planned, no contact.")
    stage.do(
        "officer", stage.ago(12), episodes.end_otherwise, episode.pk, Ending.TURNED_18,
        "Eighteen now and still missing: goes on as an adult’s case.", ended_at=stage.ago(12),
    )  # fmt: skip
    mistaken = stage.child("Poppy Testdata", 11.4, Sex.FEMALE)
    episode = stage.reported(mistaken, 8, "Was not at the school gate.", where="At school")
    stage.do(
        "officer", stage.ago(7.5), episodes.end_otherwise, episode.pk, Ending.REPORTED_IN_ERROR,
        "Was at the after-school club all the time.", ended_at=stage.ago(7.5),
    )  # fmt: skip


def _warning_overdue(stage: Stage) -> None:
    child = stage.child("Zara Specimen", 12.3, Sex.FEMALE, home="foster",
                        kind=PlacementKind.FOSTER)  # fmt: skip
    stage.warn(
        child, FlagKind.MENTAL_HEALTH, "Anxious in crowds; may not answer to strangers.",
        "School counsellor’s note.", days_ago=120, review_in=-21,
    )  # fmt: skip


def _quiet(stage: Stage) -> None:
    """Residents with a profile that is kept ready, and nothing going on."""
    residents = (
        ("Daisy Testdata", 13.5, Sex.FEMALE, "harbour", "home_manager"),
        ("Archie Specimen", 14.9, Sex.MALE, "harbour", "home_manager"),
        ("Layla Placeholder", 16.4, Sex.FEMALE, "meadow", "meadow_manager"),
        ("Sonny Testcase", 12.1, Sex.MALE, "orchard", "orchard_manager"),
    )
    for name, age, sex, home, manager in residents:
        force = "other_police" if home == "orchard" else "police"
        child = stage.child(name, age, sex, home=home, force=force)
        answers = {
            "description": "Ask the home for a photo of this month.",
            "places": "The park by the river; the library.",
            "what_helps": "A calm voice, and time.",
        }
        stage.do(manager, stage.ago(days=100), children.save_profile, child.pk, answers)
