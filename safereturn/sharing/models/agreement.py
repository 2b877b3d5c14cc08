"""Areas, their agreements in versions, the clauses, the parties and what they say.

A version in force never changes (a trigger in the migration says so as well): a change is
a new version. Which one is in force at a moment follows from the dates alone, so nothing
has to happen at midnight. Agencies are named by their ids; nothing here is about a child.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import AgencyKind
from safereturn.foundation.models import RecordedModel
from safereturn.involvement.rules import Basis
from safereturn.sharing.rules import (
    Clause,
    CommentKind,
    Depth,
    Gateway,
    Kind,
    Lawful,
    State,
    Text,
    While,
)


def _texts() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.TextField(), default=list, blank=True)


class Area(RecordedModel):
    """Where an agreement holds: the councils it covers, and the agency that keeps it."""

    name = models.TextField()
    nation = models.TextField(choices=[(n, n) for n in Nation], default=Nation.ENGLAND)
    lead_agency_id = models.UUIDField(null=True)
    is_region = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        """One region: the fallback of all."""

        constraints = [
            models.UniqueConstraint(
                fields=["is_region"], condition=Q(is_region=True), name="area_one_region"
            )
        ]


class AreaAuthority(RecordedModel):
    """That an area's agreement is the one of this authority's children."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="authorities")
    agency_id = models.UUIDField(unique=True)


class Version(RecordedModel):
    """One version of an area's agreement: its text parts, and where it stands."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    state = models.TextField(choices=[(s, s) for s in State], default=State.DRAFT)
    purpose = models.TextField(default="")
    controllership = models.TextField(default="")
    joint_terms = models.TextField(default="")
    processor_contract = models.TextField(default="")
    child_is_told = models.TextField(default="")
    begins_on = models.DateField(null=True)  # the day that is meant, until it is dated
    review_on = models.DateField(null=True)
    # How often the text parts were saved: an edit of an older state is refused.
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    proposed_at = models.DateTimeField(null=True)
    effective_from = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
    withdrawn_because = models.TextField(default="")

    @property
    def name(self) -> str:
        """Return what it is called in a sentence: "Exampleshire agreement v3"."""
        return f"{self.area.name} agreement v{self.number}"

    @property
    def texts(self) -> dict[Text, str]:
        """Return the parts of the text that say something."""
        return {part: words for part in Text if (words := getattr(self, part))}

    class Meta:
        """Numbered in its area; one beginning a moment; in force means dated."""

        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["area", "effective_from"],
                condition=Q(state=State.IN_FORCE),
                name="version_one_beginning",
            ),
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(state__in=[State.DRAFT, State.PROPOSED]),
                name="version_one_in_hand",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IN_FORCE) | Q(effective_from__isnull=False),
                name="version_in_force_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by_id=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False)
                & ~Q(withdrawn_because=""),
                name="version_withdrawn_by_a_person",
            ),
        ]


class ClauseRow(RecordedModel):
    """One clause of a version: the fields of `rules.Clause`, and where it stands."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses")
    number = models.TextField()
    position = models.IntegerField()
    kinds = _texts()
    to_kinds = _texts()
    to_agencies = ArrayField(models.UUIDField(), default=list, blank=True)
    to_bases = _texts()
    going_on = _texts()
    depth = models.SmallIntegerField()
    gateway = models.TextField()
    lawful = models.TextField(default="", blank=True)
    until = models.TextField(default="", blank=True)
    for_days = models.IntegerField(null=True)
    told = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    ask = models.BooleanField(default=True)
    edits = models.IntegerField(default=0)

    @property
    def clause(self) -> Clause:
        """Return the clause as decisions and readers know it."""
        return Clause(
            self.number,
            frozenset(Kind(kind) for kind in self.kinds),
            Depth(self.depth),
            Gateway(self.gateway),
            to_kinds=frozenset(AgencyKind(kind) for kind in self.to_kinds),
            to_bases=frozenset(Basis(basis) for basis in self.to_bases),
            while_=frozenset(While(going_on) for going_on in self.going_on),
            until=self.until,
            to_agencies=frozenset(self.to_agencies),
            lawful=Lawful(self.lawful) if self.lawful else None,
            for_days=self.for_days,
            told=self.told,
            note=self.note,
            ask=self.ask,
        )

    def set(self, clause: Clause) -> None:
        """Take over what a clause says; the place in the order stays."""
        self.number, self.depth, self.gateway = clause.number, clause.depth, clause.gateway
        self.kinds = sorted(clause.kinds)
        self.to_kinds, self.to_agencies = sorted(clause.to_kinds), sorted(clause.to_agencies)
        self.to_bases, self.going_on = sorted(clause.to_bases), sorted(clause.while_)
        self.lawful, self.for_days = clause.lawful or "", clause.for_days
        self.until, self.told, self.note = clause.until, clause.told, clause.note
        self.ask = clause.ask

    class Meta:
        """A number is given once; clauses are read in their order."""

        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="clause_number_once")
        ]


class Party(RecordedModel):
    """Who is party to a version: an agency, or every agency of a kind; what it answered."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="parties")
    agency_id = models.UUIDField(null=True)
    kind = models.TextField(default="", blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by_name = models.TextField(default="", blank=True)
    signed_by_title = models.TextField(default="", blank=True)
    on_paper = models.BooleanField(default=False)
    declined_at = models.DateTimeField(null=True)
    declined_because = models.TextField(default="", blank=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        """A party once; it signs or declines, and a no says why."""

        constraints = [
            models.UniqueConstraint(
                fields=["version", "agency_id", "kind"],
                nulls_distinct=False,
                name="party_once",
            ),
            models.CheckConstraint(
                condition=Q(agency_id=None) & ~Q(kind="") | Q(agency_id__isnull=False, kind=""),
                name="party_agency_or_kind",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_because="")
                | Q(declined_at__isnull=False, signed_at=None) & ~Q(declined_because=""),
                name="party_declines_with_a_reason",
            ),
        ]


class Comment(RecordedModel):
    """What a party, practitioners or a children's group say of a clause; and the answer."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="comments")
    clause = models.TextField(default="", blank=True)
    kind = models.TextField(choices=[(k, k) for k in CommentKind])
    text = models.TextField()
    agency_id = models.UUIDField()
    group = models.TextField(default="", blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)

    class Meta:
        """Read clause by clause; an answer has words and somebody who gave it."""

        indexes = [models.Index(fields=["version", "clause"], name="comment_clause")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by_id=None, answer="")
                | Q(answered_at__isnull=False, answered_by_id__isnull=False) & ~Q(answer=""),
                name="comment_answered_by_a_person",
            )
        ]


class Review(RecordedModel):
    """That an area has reviewed its agreement for a year, and what it decided."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="reviews")
    year = models.IntegerField()
    words = models.TextField()
    held_at = models.DateTimeField()
    held_by_id = models.UUIDField()

    class Meta:
        """One a year."""

        constraints = [models.UniqueConstraint(fields=["area", "year"], name="review_once_a_year")]


class CommencementRow(RecordedModel):
    """The day a gateway begins in a nation, written down by a person with its source."""

    gateway = models.TextField(choices=[(g, g) for g in Gateway])
    nation = models.TextField(choices=[(n, n) for n in Nation])
    begins_on = models.DateField()
    source = models.TextField()
    set_at = models.DateTimeField()
    set_by_id = models.UUIDField()

    class Meta:
        """A gateway begins once in a nation."""

        constraints = [
            models.UniqueConstraint(fields=["gateway", "nation"], name="commencement_once")
        ]
