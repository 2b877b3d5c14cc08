"""A missing episode and what was reported, learnt, done and said in it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.episodes.rules import (
    OPEN_STATES,
    Danger,
    DfeCategory,
    Ending,
    EntryKind,
    Finder,
    KeptSafe,
    PoliceStance,
    Relation,
    State,
)
from safereturn.episodes.rules.tasks import TaskSource
from safereturn.foundation.models import RecordedModel, RecordedQuerySet
from safereturn.sharing.rules import Kind


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class EpisodeQuerySet(RecordedQuerySet["Episode"]):
    """Episodes as sets."""

    def open(self) -> Self:
        """Those in which the child is not back."""
        return self.filter(state__in=OPEN_STATES)

    def counted(self) -> Self:
        """Those that count: not reported in error, not the wrong child."""
        return self.exclude(ending__in=[Ending.REPORTED_IN_ERROR, Ending.WRONG_CHILD])

    def began_before(self, at: datetime) -> Self:
        """Those that began before a moment, newest first."""
        return self.filter(started_at__lt=at).order_by("-started_at")


EpisodeManager = models.Manager.from_queryset(EpisodeQuerySet)


class Episode(RecordedModel):
    """One time that a child was missing or away, from report to return."""

    ref = models.TextField(unique=True)
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    state = models.TextField(choices=_choices(State))
    police_ref = models.TextField(default="")
    council_ref = models.TextField(default="")
    # The moment the episode counts from: last seen if known, else the report.
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    police_told_at = models.DateTimeField(null=True)
    located_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    last_seen_where = models.TextField(default="")
    circumstances = models.TextField(default="")
    why_worried = models.TextField(default="")
    tried_first = models.TextField(default="")
    wearing = models.TextField(default="")
    carrying = models.TextField(default="")
    dangers = ArrayField(models.TextField(choices=_choices(Danger)), default=list)
    reported_by_agency_id = models.UUIDField()
    reported_by_id = models.UUIDField()
    force_id = models.UUIDField(null=True)
    responsible_authority_id = models.UUIDField(null=True)
    host_authority_id = models.UUIDField(null=True)
    placement_agency_id = models.UUIDField(null=True)
    placement_kind = models.TextField(default="")
    dfe_category = models.TextField(choices=_choices(DfeCategory), default=DfeCategory.MISSING)
    together_id = models.UUIDField(null=True)
    next_check_at = models.DateTimeField(null=True)
    finder = models.TextField(choices=_choices(Finder), default="", blank=True)
    located_where = models.TextField(default="")
    returned_where = models.TextField(default="")
    with_whom = models.TextField(default="")
    condition = models.TextField(default="")
    safe_to_return = models.TextField(default="")
    ending = models.TextField(choices=_choices(Ending), default="", blank=True)
    kept_safe = models.TextField(choices=_choices(KeptSafe), default="", blank=True)
    ending_detail = models.TextField(default="")

    objects: ClassVar["EpisodeManager[Episode]"] = EpisodeManager()

    class Meta:
        """One open episode a child; states and times agree."""

        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state__in=[state.value for state in sorted(OPEN_STATES)]),
                name="episode_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | Q(returned_at__isnull=False),
                name="episode_returned_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(closed_at__isnull=False) & ~Q(ending=""),
                name="episode_closed_says_how",
            ),
            models.CheckConstraint(
                condition=Q(state=State.AWAY)
                | Q(reported_at__isnull=False)
                | Q(dfe_category=DfeCategory.AWAY),
                name="episode_missing_was_reported",
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-started_at"], name="episode_child"),
            models.Index(
                fields=["police_ref"], condition=~Q(police_ref=""), name="episode_police_ref"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Say whether the child is not back."""
        return State(self.state) in OPEN_STATES

    @property
    def waits_for_return(self) -> bool:
        """Say whether the child was found, did not go back, and is not back since."""
        return self.ending == Ending.NOT_RETURNING and self.returned_at is None


class OfEpisode(RecordedModel):
    """A row about one episode of one child."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="+")
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")

    class Meta:
        """No table of its own."""

        abstract = True


class Report(OfEpisode):
    """One report: who rang, how to reach them safely, whether they may be told."""

    reported_at = models.DateTimeField()
    reporter_name = models.TextField()
    relation = models.TextField(choices=_choices(Relation))
    phone = models.TextField(default="")
    may_be_told = models.BooleanField(default=True)
    not_told_because = models.TextField(default="")
    safe_contact = models.TextField(default="")
    text = models.TextField(default="")
    taken_by_id = models.UUIDField()
    taken_by_agency_id = models.UUIDField()
    entered_at = models.DateTimeField()


class Entry(OfEpisode):
    """A sighting, information or enquiry. Appended; a mistake gets a correction entry."""

    kind = models.TextField(choices=_choices(EntryKind))
    happened_at = models.DateTimeField(null=True)
    where = models.TextField(default="")
    text = models.TextField()
    how_known = models.TextField(default="")
    source_name = models.TextField(default="")
    source_contact = models.TextField(default="")
    share_with = models.TextField(default="all")
    by_id = models.UUIDField()
    by_agency_id = models.UUIDField()
    entered_at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")


class Task(OfEpisode):
    """An agreed action: what, who owns it, when it is due, what came of it.

    One model for whatever agrees on something: the search, an investigation plan, a trigger
    plan, a meeting (`source`, and of its rows `source_id`). `kind` is the kind of information
    that its words are. `step` names the standard line it was made from. `told_…`: by phone,
    where no notice reaches the agency. Set and changed by `casework`.
    """

    ref = models.TextField(unique=True)
    text = models.TextField()
    owner_agency_id = models.UUIDField()
    owner_team_id = models.UUIDField(null=True)
    owner_person_id = models.UUIDField(null=True)
    owner_name = models.TextField(default="")
    due_at = models.DateTimeField(null=True)
    source = models.TextField(
        choices=[(s, s) for s in TaskSource],
        default=TaskSource.SEARCH,
        db_default=TaskSource.SEARCH.value,
    )
    source_id = models.UUIDField(null=True)
    kind = models.TextField(
        choices=[(k, k) for k in Kind],
        default=Kind.WHEREABOUTS,
        db_default=Kind.WHEREABOUTS.value,
    )
    step = models.TextField(default="", db_default="")
    set_by_id = models.UUIDField()
    set_by_agency_id = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_name = models.TextField(default="", db_default="")
    told_phone = models.TextField(default="", db_default="")
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    # With its reason in `result`, and its time in `done_at`.
    not_done = models.BooleanField(default=False, db_default=False)
    result = models.TextField(default="")

    class Meta:
        """Done says what came of it, not done says why; lists ask for what an agency owes."""

        indexes = [
            models.Index(
                fields=["owner_agency_id", "due_at"],
                condition=Q(done_at=None),
                name="task_owed",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, result="") | Q(done_at__isnull=False) & ~Q(result=""),
                name="task_done_says_result",
            )
        ]


class Telling(OfEpisode):
    """That somebody was told the child is missing, or back; or why not (30)."""

    moment = models.TextField(choices=[(m, m) for m in ("missing", "returned")])
    person_name = models.TextField()
    relation = models.TextField()
    connected_person_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    told = models.BooleanField()
    told_at = models.DateTimeField(null=True)
    how = models.TextField(default="")
    not_told_because = models.TextField(default="")
    by_id = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        """Told has a time, not told has a reason."""

        constraints = [
            models.CheckConstraint(
                condition=Q(told=True, told_at__isnull=False)
                | Q(told=False) & ~Q(not_told_because=""),
                name="telling_time_or_reason",
            )
        ]


class Stance(OfEpisode):
    """What the police did with a report; visible to the council, open to challenge (31)."""

    stance = models.TextField(choices=_choices(PoliceStance))
    reason = models.TextField()
    who_does_what = models.TextField(default="")
    until_at = models.DateTimeField(null=True)
    by_id = models.UUIDField()
    by_agency_id = models.UUIDField()
    taken_at = models.DateTimeField()
    challenged_at = models.DateTimeField(null=True)
    challenged_by_id = models.UUIDField(null=True)
    challenge = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    answer = models.TextField(default="")


class PreventionInterview(OfEpisode):
    """The police's own check after a return, or why the child was not seen.

    Not a substitute for the return interview.
    """

    seen = models.BooleanField()
    not_seen_because = models.TextField(default="")
    held_at = models.DateTimeField(null=True)
    where = models.TextField(default="")
    officer_name = models.TextField(default="")
    alone = models.BooleanField(default=False)
    where_been = models.TextField(default="")
    with_whom = models.TextField(default="")
    harm = models.TextField(default="")
    offences = models.TextField(default="")
    concerns = models.TextField(default="")
    safeguarding_done = models.TextField(default="")
    by_id = models.UUIDField()
    by_agency_id = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        """Seen has a time; not seen has a reason."""

        constraints = [
            models.CheckConstraint(
                condition=Q(seen=True, held_at__isnull=False)
                | Q(seen=False) & ~Q(not_seen_because=""),
                name="prevention_seen_or_why_not",
            ),
            models.UniqueConstraint(fields=["episode"], name="prevention_once"),
        ]
