"""One child's history in which everything that a region writes happens at least once."""

from datetime import UTC, date, datetime, timedelta

from safereturn.children.rules import FlagKind, Sex
from safereturn.episodes.rules import (
    Circumstances,
    Danger,
    Finder,
    PreventionCheck,
    Relation,
    Reporter,
    Return,
)
from safereturn.foundation.actor import Door, the_service
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import history as h
from safereturn.ops.demo.cast import Cast
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.return_interviews.rules import (
    Account,
    DeclinedBy,
    Disposition,
    Harm,
    ItemKind,
    ItemUse,
    Mode,
    NewItem,
    OfferAnswer,
    OfferMade,
    Outcome,
    PullFactor,
    PushFactor,
    SharingWish,
)
from safereturn.risk.rules import Level

DAY = datetime(2025, 3, 3, 20, tzinfo=UTC)
SERVICE = the_service(door=Door.COMMAND)


def hours(count: float, since: datetime = DAY) -> datetime:
    return since + timedelta(hours=count)


def full_life(cast: Cast) -> h.Life:
    """In care away from home, four episodes: two under one interview, one declined, one lost."""
    known = h.Known(
        at=DAY - timedelta(days=100),
        by=cast["social_worker"],
        name="Ivy-Mae Specimen",
        born_on=date(2010, 5, 6),
        sex=Sex.FEMALE,
        ethnicity="White British",
        council_number="EX-900001",
        involved=(
            (cast.agencies["other_police"], Basis.HOME_FORCE),
            (cast.agencies["health"], Basis.HEALTH),
            (cast.agencies["school"], Basis.SCHOOL),
        ),
        stay=Stay(kind=PlacementKind.CHILDRENS_HOME, provider_id=cast.agencies["orchard"]),
        legal_status=("C2", "Full care order"),
        warnings=(
            h.Warned(
                at=DAY - timedelta(days=50),
                kind=FlagKind.SEXUAL_EXPLOITATION,
                text="Older adults collect her by car.",
                evidence="Strategy meeting.",
                checked_at=DAY - timedelta(days=5),
                review_on=date(2025, 9, 1),
            ),
        ),
    )
    life = h.Life(known)
    life.happenings.extend(_went(cast, 1, DAY, back=9))
    # Gone again before the first interview: one interview covers both.
    life.happenings.extend(_went(cast, 2, hours(30), back=12, found=10))
    life.happenings.extend(_spoken(cast, 1, hours(60)))
    life.happenings.extend(_went(cast, 3, hours(24 * 40), back=30))
    life.happenings.extend(_declined(cast, 3, hours(24 * 42)))
    life.happenings.extend(_went(cast, 4, hours(24 * 90), back=5))
    life.happenings.append(
        h.NotPossible(
            at=hours(24 * 99),
            by=cast["interview_manager"],
            episode=4,
            reason="Moved away before anybody could see her.",
        )
    )
    return life


def _went(
    cast: Cast, episode: int, seen: datetime, *, back: float, found: float | None = None
) -> list[h.Happening]:
    officer = cast["other_officer"]
    reported_at, returned_at = hours(2, seen), hours(back, seen)
    happenings: list[h.Happening] = [
        h.Reported(
            at=hours(2.1, seen),
            by=officer,
            episode=episode,
            what=Circumstances(
                last_seen_at=seen if episode != 4 else None,
                last_seen_where="At the home",
                why_worried="Not back at the agreed time.",
                circumstances="Left by the back door.",
                tried_first="Rang her phone.",
                wearing="A red coat.",
                dangers=frozenset({Danger.EXPLOITATION, Danger.WEATHER}),
            ),
            reporter=Reporter(name="Opal Testdata", relation=Relation.CARER, phone="01632 960032"),
            reported_at=reported_at,
            police_ref=f"SC/{episode}/25",
        ),
        h.Graded(
            at=hours(2.5, seen),
            by=officer,
            episode=episode,
            level=Level.NO_APPARENT_RISK if episode == 4 else Level.HIGH,
            reasons="See what the home said.",
        ),
    ]
    if found is not None:
        happenings.append(
            h.Found(
                at=hours(found, seen),
                by=officer,
                episode=episode,
                where="The station",
                finder=Finder.POLICE,
            )
        )
    how = Return(
        at=returned_at,
        where="Back at the home",
        finder=Finder.RETURNED_BY_SELF,
        condition="Tired and cold.",
        with_whom="Alone",
        safe_to_return="Staff have been told who must not call.",
    )
    back_at = hours(0.2, returned_at)
    happenings.append(h.Returned(at=back_at, by=officer, episode=episode, how=how))
    happenings.append(h.Due(at=back_at, by=SERVICE, episode=episode))
    check = PreventionCheck(
        seen=episode != 3,
        held_at=hours(3, returned_at) if episode != 3 else None,
        not_seen_because="Asleep; seen by the home." if episode == 3 else "",
        officer_name=officer.name,
        where_been="With friends.",
    )
    happenings.append(h.Checked(at=hours(4, returned_at), by=officer, episode=episode, done=check))
    return happenings


def _offer(cast: Cast, at: datetime, answer: OfferAnswer) -> OfferMade:
    return OfferMade(
        offered_at=at,
        made_to="The child",
        made_by=cast["interviewer"].name,
        answer=answer,
        how="By phone",
        declined_by=DeclinedBy.CHILD if answer is OfferAnswer.DECLINED else None,
        reason="Does not want to talk." if answer is OfferAnswer.DECLINED else "",
    )


def _spoken(cast: Cast, episode: int, at: datetime) -> list[h.Happening]:
    by = cast["interviewer"]
    account = Account(
        held_at=hours(-1, at),
        mode=Mode.IN_PERSON,
        place="A café",
        limits_explained=True,
        own_words="I was bored.\tIt was cold.\nI rang nobody.",
        before="An argument.",
        push=frozenset({PushFactor.RULES, PushFactor.LONELINESS}),
        pull=frozenset({PullFactor.FRIENDS}),
        harm=frozenset({Harm.FRIGHTENED}),
        sharing_wish=SharingWish.SAFETY_ONLY,
        summary="Spoke of an argument and of friends.",
    )
    items = (
        NewItem(kind=ItemKind.PERSON, text="A man called Specimen waits", third_party_risk=True),
        NewItem(kind=ItemKind.PLACE, text="The car park behind", use=ItemUse.HIDE_SOURCE),
        NewItem(kind=ItemKind.PROTECTIVE, text="Trusts her aunt"),
    )
    outcome = Outcome(disposition=Disposition.INTELLIGENCE, reference="INT/1")
    return [
        h.Offered(
            at=hours(-12, at), by=by, episode=episode,
            made=_offer(cast, hours(-13, at), OfferAnswer.ACCEPTED),
        ),
        h.Held(
            at=at, by=by, episode=episode, account=account, items=items,
            no_actions_because="Nothing more is needed than what is in place.",
        ),
        h.Decided(at=hours(1, at), by=by, episode=episode),
        h.Disposed(at=hours(40, at), by=cast["other_officer"], episode=episode, outcome=outcome),
    ]  # fmt: skip


def _declined(cast: Cast, episode: int, at: datetime) -> list[h.Happening]:
    by = cast["interviewer"]
    return [
        h.Offered(at=at, by=by, episode=episode, made=_offer(cast, at, OfferAnswer.NO_ANSWER)),
        h.Offered(
            at=hours(10, at), by=by, episode=episode,
            made=_offer(cast, hours(9, at), OfferAnswer.DECLINED),
        ),
        h.CarerAsked(
            at=hours(12, at), by=by, episode=episode, given_by="Opal Testdata",
            text="She talks of a new friend.",
        ),
    ]  # fmt: skip
