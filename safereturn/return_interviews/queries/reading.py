"""One interview as this actor may see it. Absent and hidden look the same: NotFound."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.models import Agency
from safereturn.agencies.queries import Desk
from safereturn.agencies.rules import Nation
from safereturn.audit.record import note
from safereturn.children import queries as children
from safereturn.children.models import Child
from safereturn.episodes.models import Episode
from safereturn.foundation.actor import Actor
from safereturn.foundation.decision import Decision
from safereturn.foundation.errors import NotFound
from safereturn.involvement import queries as involvement
from safereturn.return_interviews.models import (
    Attempt,
    CarerInformation,
    FollowUp,
    InterviewEpisode,
    Item,
    ItemDecision,
    Offer,
    Referral,
    ReturnInterview,
)
from safereturn.return_interviews.queries.recipients import (
    Recipient,
    proposal_for,
    recipients_of,
    wish_of,
)
from safereturn.return_interviews.rules import Choice, Proposal, SharingWish, access, is_against
from safereturn.sharing.policies import decide_all
from safereturn.sharing.rules import Answer, Depth, Kind


class InterviewView:
    """An interview, and its parts as a page asks for them: each part is one query.

    The child's account, the items and the referral are empty where the actor may not
    read them; `may_read` says why.
    """

    def __init__(
        self,
        actor: Actor,
        interview: ReturnInterview,
        child: Child,
        answers: dict[Kind, Answer],
        *,
        at: datetime,
    ) -> None:
        self.actor, self.interview, self.child, self.at = actor, interview, child, at
        self.answers = answers
        self._parties = (interview.owner_agency_id, interview.interviewing_agency_id)

    @cached_property
    def may_read(self) -> Decision:
        """Say whether the actor may read the child's own words."""
        answer = self.answers[Kind.CHILDS_ACCOUNT]
        return access.reads_account(self.actor, *self._parties, answer)

    @property
    def withheld(self) -> tuple[Kind, ...]:
        """Return the kinds of which the actor may know that they are held, and no more."""
        held = tuple(kind for kind, answer in self.answers.items() if answer.depth is Depth.EXISTS)
        return () if self.may_read else tuple(reversed(held))

    @property
    def summary(self) -> str:
        """Return the gist that other agencies may read, if the agreement gives it."""
        given = self.may_read or self.answers[Kind.INTERVIEW_SUMMARY]
        return self.interview.summary if given else ""

    @cached_property
    def may_arrange(self) -> Decision:
        """Say whether the actor may offer, allocate and record attempts."""
        return access.arranges(self.actor, *self._parties)

    @cached_property
    def may_conduct(self) -> Decision:
        """Say whether the actor may hold it."""
        return access.conducts(self.actor, self.interview.interviewing_agency_id)

    @cached_property
    def may_share(self) -> Decision:
        """Say whether the actor may decide what is shared."""
        return access.shares(self.actor, *self._parties)

    @cached_property
    def in_wales(self) -> bool:
        """Say whether a Welsh council owes it: a debrief there, and its hours are no law."""
        return self._spoken_of[self.interview.owner_agency_id][1] == Nation.WALES

    @cached_property
    def age(self) -> int | None:
        """Return the child's age."""
        return children.age_at(self.child, self.at)

    @cached_property
    def episodes(self) -> list[Episode]:
        """Return the episodes it covers, the earliest return first."""
        covered = InterviewEpisode.objects.filter(interview=self.interview).values("episode_id")
        return list(Episode.objects.filter(pk__in=covered).order_by("returned_at", "started_at"))

    @cached_property
    def offers(self) -> list[Offer]:
        """Return the offers, latest first; why one was declined may be the child's words."""
        rows = list(Offer.objects.filter(interview=self.interview).order_by("-offered_at"))
        for row in rows if not self.may_read else ():
            row.reason = row.trusted_adult = ""
        return rows

    @cached_property
    def attempts(self) -> list[Attempt]:
        """Return the attempts, latest first; what happened is for those who read the account."""
        rows = list(Attempt.objects.filter(interview=self.interview).order_by("-tried_at"))
        for row in rows if not self.may_read else ():
            row.outcome = ""
        return rows

    @cached_property
    def carer_information(self) -> list[CarerInformation]:
        """Return what the carer said, if it may be read."""
        if not self.may_read:
            return []
        rows = CarerInformation.objects.filter(interview=self.interview)
        return list(rows.order_by("given_at"))

    @cached_property
    def items(self) -> list[Item]:
        """Return the items in the order they were written."""
        if not self.may_read:
            return []
        rows = Item.objects.filter(interview=self.interview).prefetch_related("decisions")
        return list(rows.order_by("made_at", "id"))

    @cached_property
    def referrals(self) -> list[Referral]:
        """Return what was sent at once, latest first."""
        if not self.may_read:
            return []
        return list(
            Referral.objects.filter(interview=self.interview)
            .prefetch_related("calls")
            .order_by("-made_at")
        )

    @cached_property
    def follow_ups(self) -> list[FollowUp]:
        """Return what will happen now, soonest first; others see what is theirs to do."""
        rows = FollowUp.objects.filter(interview=self.interview).order_by("due_on", "id")
        return list(rows if self.may_read else rows.filter(owner_agency_id=self.actor.agency_id))

    @property
    def names(self) -> dict[UUID, str]:
        """Return the names of the agencies that the page speaks of."""
        return {pk: name for pk, (name, _nation) in self._spoken_of.items()}

    @cached_property
    def _spoken_of(self) -> dict[UUID, tuple[str, str]]:
        spoken = {self.interview.owner_agency_id, self.interview.interviewing_agency_id}
        if self.may_read:
            spoken |= {d.agency_id for item in self.items for d in item.decisions.all()}
        rows = Agency.objects.filter(pk__in=spoken).values_list("pk", "name", "nation")
        return {pk: (name, nation) for pk, name, nation in rows}

    def promised(self, follow_up_id: UUID) -> FollowUp:
        """Return one follow-up that the actor reads or its own agency does, or raise NotFound."""
        row = FollowUp.objects.filter(pk=follow_up_id, interview=self.interview).first()
        if row is None or not (self.may_read or row.owner_agency_id == self.actor.agency_id):
            raise NotFound
        return row

    @cached_property
    def parties(self) -> dict[UUID, str]:
        """Return the agencies that can be asked to do something: those involved now."""
        involved = set(involvement.agencies_of(self.interview.child_id, at=self.at))
        return agencies.names(involved | set(self._parties))

    @cached_property
    def earlier(self) -> list[ReturnInterview]:
        """Return the child's other interviews that were held, latest first."""
        if not self.may_read:
            return []
        ids = children.same_child(self.interview.child_id)
        rows = ReturnInterview.objects.filter(child_id__in=ids, held_at__isnull=False)
        return list(rows.exclude(pk=self.interview.pk).order_by("-held_at")[:5])

    @property
    def owner(self) -> str:
        """Return the name of the agency that owes it."""
        return self.names.get(self.interview.owner_agency_id, "")

    @cached_property
    def to_ring(self) -> list[Desk]:
        """Return whom to ring about harm: the owner's desk, or the team that acts for it.

        Where nobody answers there now, the police desk of the episode stands beside it.
        """
        owner_id = self.interview.owner_agency_id
        owner = agencies.desks_for([owner_id], at=self.at).get(owner_id)
        if owner is not None and owner.is_open:
            return [owner]
        forces = [episode.force_id for episode in self.episodes if episode.force_id]
        police = agencies.desks_for(forces, at=self.at).values()
        return [desk for desk in (owner, *police) if desk is not None]

    @property
    def interviewing_agency(self) -> str:
        """Return the name of the agency that holds it."""
        return self.names.get(self.interview.interviewing_agency_id, "")


def get_interview(actor: Actor, ref: str, *, at: datetime) -> InterviewView:
    """Return the interview behind a reference, and note the look, or raise NotFound."""
    row = ReturnInterview.objects.filter(ref=ref).first()
    if row is None:
        raise NotFound
    child = children.get_by_id(actor, row.child_id, at=at)
    kinds = (Kind.INTERVIEW_SUMMARY, Kind.CHILDS_ACCOUNT)
    answers = decide_all(actor, kinds, row.child_id, at=at)
    view = InterviewView(actor, row, child, answers, at=at)
    if not view.may_arrange and answers[Kind.INTERVIEW_SUMMARY].depth is Depth.NOTHING:
        raise NotFound
    note([row.child_id], refs=[row.ref])
    return view


@dataclass(frozen=True, slots=True)
class Cell:
    """One item and recipient: what is proposed, and what was decided if anything was."""

    recipient: Recipient
    proposal: Proposal
    against_wish: bool
    decision: ItemDecision | None

    @property
    def choice(self) -> Choice:
        """Return what stands: the decision in force, else the proposal."""
        return Choice(self.decision.choice) if self.decision else self.proposal.choice


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its cells, in the order of the recipients."""

    item: Item
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole of what is decided about the items."""

    wish: SharingWish
    recipients: tuple[Recipient, ...]
    lines: tuple[Line, ...]

    @property
    def goes_against(self) -> bool:
        """Say whether sharing anything here could go against what the child wants."""
        return any(cell.against_wish for line in self.lines for cell in line.cells)


def grid(actor: Actor, interview: ReturnInterview, *, at: datetime) -> Grid:
    """Return each item and recipient with what the agreement proposes, and note the look.

    Raises NotAllowed for whoever may not decide.
    """
    access.shares(actor, interview.owner_agency_id, interview.interviewing_agency_id).require()
    note([interview.child_id], refs=[interview.ref])
    wish = wish_of(interview)
    recipients = tuple(recipients_of(interview, at=at))
    rows = Item.objects.filter(interview=interview).prefetch_related("decisions")
    lines = tuple(_line(item, recipients, wish) for item in rows.order_by("made_at", "id"))
    return Grid(wish, recipients, lines)


def _line(item: Item, recipients: tuple[Recipient, ...], wish: SharingWish) -> Line:
    in_force = {d.agency_id: d for d in item.decisions.all() if d.superseded_at is None}
    return Line(
        item,
        tuple(
            Cell(
                recipient,
                proposal_for(item, recipient, wish),
                not item.from_carer and is_against(wish, recipient.kind),
                in_force.get(recipient.agency_id),
            )
            for recipient in recipients
        ),
    )
