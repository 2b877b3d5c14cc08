"""Draws what becomes of a child's return interviews."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from safereturn.clocks.rules import RETURN_INTERVIEW_WITHIN
from safereturn.ops.demo import chance, phrases
from safereturn.ops.demo import history as h
from safereturn.ops.demo.setting import Council, Force
from safereturn.return_interviews.rules import DeclinedBy, OfferAnswer, OfferMade

# An interview that falls into the next time away is moved behind it, and so late: what
# is drawn as within the hours makes up for those.
MOVED = 0.08
# Who said no, of those who were offered one and had none: the rest gave no answer.
SAYS_NO = 0.6


@dataclass(frozen=True, slots=True)
class Time:
    """One time that a child is missing: last seen, reported, back."""

    seen_at: datetime
    reported_at: datetime
    back_at: datetime


@dataclass(slots=True)
class Interviews:
    """Draws the interviews of one child; one that is owed covers the next return as well."""

    dice: Random
    council: Council
    force: Force
    times: list[Time]
    closes_at: datetime | None = None

    def after(self, episode: int, due_at: datetime) -> list[h.Happening]:
        """Return what becomes of the interview owed after an episode, if it is a new one."""
        if self.closes_at and self.closes_at > due_at:
            return []
        if not chance.likely(self.dice, self.council.offers):
            return self._never_offered(episode, due_at)
        if chance.likely(self.dice, self.council.completes):
            return self._held(episode, due_at)
        return self._not_held(episode, due_at)

    def _hours(self, low: float, high: float) -> timedelta:
        return timedelta(hours=self.dice.uniform(low, high))

    def _never_offered(self, episode: int, due_at: datetime) -> list[h.Happening]:
        self.closes_at = due_at + self._hours(60, 400)
        return [
            h.NotPossible(
                at=self.closes_at,
                by=self.council.interviewer,
                episode=episode,
                reason="Not offered: nobody was free to hold it in time.",
            )
        ]

    def _offer(self, episode: int, at: datetime, answer: OfferAnswer) -> h.Offered:
        declined = answer is OfferAnswer.DECLINED
        made = OfferMade(
            offered_at=at,
            made_to="The child",
            made_by=self.council.interviewer.name,
            answer=answer,
            how="By phone",
            declined_by=DeclinedBy.CHILD if declined else None,
            reason="Does not want to talk about it." if declined else "",
        )
        return h.Offered(at=at, by=self.council.interviewer, episode=episode, made=made)

    def _not_held(self, episode: int, due_at: datetime) -> list[h.Happening]:
        by, offered_at = self.council.interviewer, due_at + self._hours(3, 60)
        if chance.likely(self.dice, SAYS_NO):
            self.closes_at = offered_at
            asked = h.CarerAsked(
                at=offered_at + self._hours(1, 60),
                by=by,
                episode=episode,
                given_by="The carer",
                text=self.dice.choice(phrases.CARERS_SAY),
            )
            return [self._offer(episode, offered_at, OfferAnswer.DECLINED), asked]
        self.closes_at = offered_at + self._hours(24, 240)
        lost = h.NotPossible(
            at=self.closes_at,
            by=by,
            episode=episode,
            reason="Did not answer, by phone or at the door.",
        )
        return [self._offer(episode, offered_at, OfferAnswer.NO_ANSWER), lost]

    def _held(self, episode: int, due_at: datetime) -> list[h.Happening]:
        back_at = self.times[episode].back_at
        in_time = chance.likely(self.dice, chance.WITHIN_72_HOURS + MOVED)
        wait = self._hours(20, 71) if in_time else self._hours(74, 340)
        held_at = self._while_there(max(back_at + wait, due_at + timedelta(hours=3)))
        by, late = self.council.interviewer, held_at - back_at > RETURN_INTERVIEW_WITHIN
        items = phrases.items(self.dice)
        self.closes_at = held_at + timedelta(minutes=70)
        found: list[h.Happening] = [
            self._offer(episode, due_at + (held_at - due_at) * 0.3, OfferAnswer.ACCEPTED),
            h.Held(
                at=self.closes_at,
                by=by,
                episode=episode,
                account=phrases.account(self.dice, held_at, late=late),
                items=items,
                no_actions_because="The plan that is in place covers what was said.",
            ),
        ]
        if items:
            decided_at = self.closes_at + self._hours(0.1, 20)
            disposed_at = decided_at + self._hours(4, 130)
            found.append(h.Decided(at=decided_at, by=by, episode=episode))
            found.append(
                h.Disposed(
                    at=disposed_at,
                    by=self.force.officer,
                    episode=episode,
                    outcome=phrases.outcome(self.dice),
                )
            )
        return found

    def _while_there(self, at: datetime) -> datetime:
        """Return a time at which the child is not missing again."""
        for time in self.times:
            if time.seen_at - timedelta(hours=2) <= at <= time.back_at + timedelta(hours=3):
                at = time.back_at + timedelta(hours=5)
        return at
