"""An investigation plan: read, lines set, a supervisor's review written down."""

from datetime import datetime

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, In, Moment, Name, Out, Ref, Words
from safereturn.api.operations import read, write
from safereturn.api.v1.searching import journey
from safereturn.api.v1.shared import IdOut, RefOut
from safereturn.api.v1.tasks import AgreedTaskOut, OwnerIn
from safereturn.casework.actions import investigation as actions
from safereturn.casework.queries import investigation as queries


class PlanLineIn(OwnerIn):
    """A line of enquiry: what, who, by when, whether only the police read it."""

    text: Words
    police_only: Flag = True
    due_at: Moment | None = None


class StandardLinesIn(In):
    """The suggested lines that are set, by name."""

    lines: list[Name]


class PlanRationaleIn(In):
    """A supervisor's reasons."""

    rationale: Words


class SuggestedLineOut(Out):
    """A line that the case suggests; nothing is set by itself."""

    name: str
    text: str
    minutes: int
    police_only: bool


class PlanReviewOut(Out):
    """One review; without reasons where intelligence is not given in full."""

    at: datetime
    by: str
    agency: str
    rationale: str
    open_lines: int
    next_at: datetime


class InvestigationOut(Out):
    """The plan of an episode, as deep as sharing gives it."""

    episode: str
    lines: list[AgreedTaskOut]
    suggestions: list[SuggestedLineOut]
    reviews: list[PlanReviewOut]
    review_due_at: datetime | None


@read(journey, "/episodes/{ref}/investigation-plan", gives=InvestigationOut)
def get_investigation_plan(request: Call, ref: Ref) -> InvestigationOut:
    """Return the lines of enquiry, what the case suggests, and the reviews."""
    found = queries.investigation(request.actor, ref, at=request.received_at)
    return InvestigationOut(
        episode=ref,
        lines=[AgreedTaskOut.from_line(line) for line in found.lines],
        suggestions=[SuggestedLineOut.of(one) for one in found.suggestions],
        reviews=[PlanReviewOut.of(one) for one in found.reviews],
        review_due_at=found.review_due_at,
    )


@write(journey, "/episodes/{ref}/investigation-plan/lines", gives=IdOut)
def add_plan_line(request: Call, ref: Ref, line: PlanLineIn) -> IdOut:
    """Set a line of enquiry."""
    row = actions.add_line(
        ref,
        line.text,
        line.owner(),
        police_only=line.police_only,
        due_at=line.due_at,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/episodes/{ref}/investigation-plan/standard-lines", gives=RefOut)
def add_standard_lines(request: Call, ref: Ref, chosen: StandardLinesIn) -> RefOut:
    """Set lines that your force keeps ready, by name, each due from now."""
    actions.add_standard(ref, chosen.lines, at=request.received_at, by=request.actor)
    return RefOut(ref=ref)


@write(journey, "/episodes/{ref}/investigation-plan/reviews", gives=IdOut)
def review_investigation_plan(request: Call, ref: Ref, said: PlanRationaleIn) -> IdOut:
    """Write down a police supervisor's review: why the plan goes on as it does."""
    row = actions.review(ref, said.rationale, at=request.received_at, by=request.actor)
    return IdOut(id=row.pk)
