"""Reporting: a child is missing, or late or away; a second report; who is responsible."""

from typing import Annotated, Protocol
from uuid import UUID

from pydantic import Field

from safereturn.api.edge import Call
from safereturn.api.fields import Flag, Id, In, Line, Moment, Name, Out, Ref, Text, Words
from safereturn.api.operations import Journey, write
from safereturn.api.v1.children import NewChildIn, child_id
from safereturn.api.v1.shared import IdOut, check_agencies
from safereturn.children import queries as children
from safereturn.episodes import actions, queries, rules

journey = Journey("Reporting")


class EpisodeMadeOut(Out):
    """The episode, the child it is about, and where it stands now."""

    ref: str
    child: str
    state: rules.State


class ReporterIn(In):
    """Who rang, how to reach them safely, and whether they may be told what follows."""

    name: Name
    relation: rules.Relation = rules.Relation.OTHER
    phone: Line = ""
    may_be_told: Flag = True
    not_told_because: Line = ""
    safe_contact: Line = ""

    def domain(self) -> rules.Reporter:
        """Return the domain's own form of it."""
        return rules.Reporter(**self.model_dump())


class CircumstancesIn(In):
    """What is known. The time last seen may be unknown; the place may not."""

    last_seen_at: Moment | None = None
    last_seen_where: Words
    why_worried: Words
    circumstances: Text = ""
    tried_first: Text = ""
    wearing: Text = ""
    carrying: Text = ""
    dangers: list[rules.Danger] = Field(default=[], max_length=len(rules.Danger))

    def domain(self) -> rules.Circumstances:
        """Return the domain's own form of it."""
        said = self.model_dump(include=set(CircumstancesIn.model_fields) - {"dangers"})
        return rules.Circumstances(**said, dangers=frozenset(self.dangers))


class ReportIn(CircumstancesIn):
    """A report. Without a force it is the home force's, or your own."""

    reporter: ReporterIn
    reported_at: Moment
    police_ref: Line = ""
    force_id: Id | None = None
    authority_id: Id | None = None
    dfe_category: rules.DfeCategory = rules.DfeCategory.MISSING


class NewChildReportIn(CircumstancesIn):
    """A report about a child nobody has recorded yet."""

    child: NewChildIn
    reporter: ReporterIn
    reported_at: Moment
    police_ref: Line = ""
    force_id: Id | None = None
    authority_id: Id | None = None


ChildRef = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9A-Z]{7}$")]


class TogetherIn(CircumstancesIn):
    """Several children missing together: the same words, an episode each."""

    children: list[ChildRef] = Field(min_length=2, max_length=20)
    reporter: ReporterIn
    reported_at: Moment
    police_ref: Line = ""
    force_id: Id | None = None


class SecondReportIn(In):
    """A second report about a child who is missing already."""

    reporter: ReporterIn
    text: Words
    reported_at: Moment


class AwayIn(In):
    """Late or away, whereabouts known, police not told; and when somebody looks again."""

    since: Moment
    believed_where: Words
    next_check_at: Moment
    circumstances: Text = ""
    why_worried: Text = ""
    tried_first: Text = ""


class CheckIn(In):
    """When the child is checked on again."""

    next_check_at: Moment


class UpgradeIn(In):
    """What is added when an away child is reported missing."""

    reporter: ReporterIn
    reported_at: Moment
    why_worried: Text = ""
    police_ref: Line = ""
    force_id: Id | None = None


class AuthorityIn(In):
    """The authority that is responsible for the child."""

    authority_id: Id


class HasRef(Protocol):
    """A child, as far as an answer names them."""

    ref: str


class Written(Protocol):
    """An episode, as far as an answer to a write names it."""

    ref: str
    state: str

    @property
    def child(self) -> HasRef:
        """Whom it is about."""
        ...


def made(episode: Written) -> EpisodeMadeOut:
    """Return an episode that was just written, by its references and state."""
    return EpisodeMadeOut(
        ref=episode.ref, child=episode.child.ref, state=rules.State(episode.state)
    )


def reported_child(request: Call, ref: str) -> UUID:
    """Return the id of the child to report. A restricted record does not stop a report."""
    try:
        return child_id(request, ref)
    except children.Restricted:
        return children.find_restricted(request.actor, ref, at=request.received_at).pk


@write(journey, "/children/{ref}/episodes", gives=EpisodeMadeOut, reports=True)
def report_missing(request: Call, ref: Ref, report: ReportIn) -> EpisodeMadeOut:
    """Report a child missing.

    A child who is missing already answers 409 with the reference of the open episode: add
    a report to that. A child recorded as away becomes missing.
    """
    check_agencies(force_id=report.force_id, authority_id=report.authority_id)
    episode = actions.report(
        reported_child(request, ref),
        report.domain(),
        report.reporter.domain(),
        reported_at=report.reported_at,
        police_ref=report.police_ref,
        force_id=report.force_id,
        authority_id=report.authority_id,
        dfe_category=report.dfe_category,
        at=request.received_at,
        by=request.actor,
    )
    return made(episode)


@write(journey, "/episodes", gives=EpisodeMadeOut, reports=True)
def report_new_child(request: Call, report: NewChildReportIn) -> EpisodeMadeOut:
    """Report a child missing whom nobody has recorded yet.

    Search first. A date of birth is not needed.
    """
    check_agencies(force_id=report.force_id, authority_id=report.authority_id)
    episode = actions.report_new_child(
        report.child.details(),
        report.domain(),
        report.reporter.domain(),
        reported_at=report.reported_at,
        police_ref=report.police_ref,
        force_id=report.force_id,
        authority_id=report.authority_id,
        at=request.received_at,
        by=request.actor,
    )
    return made(episode)


@write(journey, "/episodes/together", gives=list[EpisodeMadeOut], reports=True)
def report_together(request: Call, report: TogetherIn) -> list[EpisodeMadeOut]:
    """Report several children missing together.

    The same words, an episode each; one who is missing already gets the report added.
    All or none.
    """
    check_agencies(force_id=report.force_id)
    ids = [reported_child(request, ref) for ref in report.children]
    episodes = actions.report_together(
        ids,
        report.domain(),
        report.reporter.domain(),
        reported_at=report.reported_at,
        police_ref=report.police_ref,
        force_id=report.force_id,
        at=request.received_at,
        by=request.actor,
    )
    return [made(episode) for episode in episodes]


@write(journey, "/episodes/{ref}/reports", gives=IdOut, reports=True)
def add_report(request: Call, ref: Ref, report: SecondReportIn) -> IdOut:
    """Add a second report to an episode that is open: who rang, and what they said."""
    row = actions.add_report(
        queries.get_episode(request.actor, ref, at=request.received_at).pk,
        report.reporter.domain(),
        report.text,
        reported_at=report.reported_at,
        at=request.received_at,
        by=request.actor,
    )
    return IdOut(id=row.pk)


@write(journey, "/children/{ref}/away", gives=EpisodeMadeOut)
def record_away(request: Call, ref: Ref, away: AwayIn) -> EpisodeMadeOut:
    """Record that a child is late or away, whereabouts known, police not told.

    Not a report to the police. Say when somebody looks again; one call makes it a report.
    """
    episode = actions.record_away(
        reported_child(request, ref),
        rules.Away(**away.model_dump()),
        at=request.received_at,
        by=request.actor,
    )
    return made(episode)


@write(journey, "/episodes/{ref}/next-check", gives=EpisodeMadeOut)
def set_next_check(request: Call, ref: Ref, check: CheckIn) -> EpisodeMadeOut:
    """Say when an away child is checked on again."""
    row = actions.set_next_check(
        queries.get_episode(request.actor, ref, at=request.received_at).pk,
        check.next_check_at,
        at=request.received_at,
        by=request.actor,
    )
    return made(row)


@write(journey, "/episodes/{ref}/missing", gives=EpisodeMadeOut, reports=True)
def upgrade_to_missing(request: Call, ref: Ref, report: UpgradeIn) -> EpisodeMadeOut:
    """Report an away child missing: words, place and times are kept."""
    check_agencies(force_id=report.force_id)
    row = actions.upgrade_to_missing(
        queries.get_episode(request.actor, ref, at=request.received_at).pk,
        report.reporter.domain(),
        reported_at=report.reported_at,
        why_worried=report.why_worried,
        police_ref=report.police_ref,
        force_id=report.force_id,
        at=request.received_at,
        by=request.actor,
    )
    return made(row)


@write(journey, "/episodes/{ref}/authority", gives=EpisodeMadeOut)
def name_authority(request: Call, ref: Ref, named: AuthorityIn) -> EpisodeMadeOut:
    """Say which authority is responsible, where the report could not, and tell it."""
    check_agencies(authority_id=named.authority_id)
    row = actions.name_authority(
        queries.get_episode(request.actor, ref, at=request.received_at).pk,
        named.authority_id,
        at=request.received_at,
        by=request.actor,
    )
    return made(row)
