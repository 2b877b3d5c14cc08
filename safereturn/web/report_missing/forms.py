"""The form of a report: eight questions, and more for whoever knows more."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from safereturn.agencies import queries as agencies
from safereturn.episodes.rules import (
    Circumstances,
    Danger,
    Moment,
    PersonTold,
    Relation,
    Reporter,
)
from safereturn.foundation.actor import Actor, AgencyKind, Role
from safereturn.foundation.errors import Invalid
from safereturn.web.child.forms import ChildForm
from safereturn.web.episode.labels import DANGERS, RELATIONS
from safereturn.web.http import put_errors
from safereturn.web.ui.forms import MomentField, Radios, Select, Textarea, TicksField, TimedForm
from safereturn.web.ui.widgets import MomentEntry

NONE = "none"
ASKED = (
    "last_seen",
    "last_seen_where",
    "why_worried",
    "dangers",
    "reporter_name",
    "relation",
    "phone",
    "may_be_told",
)
RELATION_OF = {
    Role.CARER: Relation.CARER,
    Role.HOME_MANAGER: Relation.CARER,
    Role.SOCIAL_WORKER: Relation.SOCIAL_WORKER,
    Role.COUNCIL_COORDINATOR: Relation.SOCIAL_WORKER,
    Role.HEALTH_WORKER: Relation.HEALTH,
    Role.SCHOOL_LEAD: Relation.SCHOOL,
}


class ReporterForm(TimedForm):
    """Who reports, and whether they may be told what follows."""

    reporter_name = forms.CharField(
        label=_("Who is reporting?"),
        error_messages={"required": _("Enter the name of the person reporting")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    relation = forms.ChoiceField(
        label=_("Who are they to the child?"),
        choices=[("", _("Select")), *RELATIONS.items()],
        widget=Select,
        error_messages={"required": _("Select who they are to the child")},
    )
    phone = forms.CharField(
        label=_("Their phone number"),
        required=False,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "inputmode": "tel"}
        ),
    )
    may_be_told = forms.ChoiceField(
        label=_("May they be told what is found out?"),
        help_text=_("The person who reports may be the danger, or may tell somebody who is."),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        initial="yes",
        widget=Radios(small=True, inline=True),
    )
    not_told_because = forms.CharField(
        label=_("If they must not be told, why not?"), required=False
    )
    safe_contact = forms.CharField(
        label=_("A safe way to reach them (optional)"),
        help_text=_("For example, “text first”, “no voicemail, not through her father”."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Say beside its field that a reason is wanted."""
        said = super().clean() or {}
        if said.get("may_be_told") == "no" and not said.get("not_told_because"):
            self.add_error("not_told_because", _("Enter why they must not be told"))
        return said

    def reporter(self) -> Reporter:
        """Return the reporter, of a valid form."""
        said = self.cleaned_data
        told = said["may_be_told"] == "yes"
        return Reporter(
            name=said["reporter_name"],
            relation=Relation(said["relation"]),
            phone=said["phone"],
            may_be_told=told,
            not_told_because="" if told else said["not_told_because"],
            safe_contact=said["safe_contact"],
        )


class ReportForm(ReporterForm):
    """What is known when a child goes missing."""

    last_seen = MomentField(
        label=_("When was the child last seen?"),
        thing=_("Time last seen"),
        past=True,
        required=False,
    )
    unknown_when = forms.BooleanField(
        label=_("Nobody knows when the child was last seen"), required=False
    )
    last_seen_where = forms.CharField(
        label=_("Where?"),
        error_messages={"required": _("Enter where the child was last seen")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why_worried = forms.CharField(
        label=_("Why are you worried? What is different this time?"),
        help_text=_("Facts, not labels."),
        widget=Textarea(rows=4),
        error_messages={"required": _("Enter why the caller is worried")},
    )
    dangers = TicksField(
        label=_("Does any of this apply now?"),
        choices=[*DANGERS.items(), (NONE, _("None of these"))],
        none=NONE,
        small=True,
        error_messages={"required": _("Select what applies, or “None of these”")},
    )
    tried_first = forms.CharField(
        label=_("What has been tried?"), required=False, widget=Textarea(rows=2)
    )
    circumstances = forms.CharField(
        label=_("What happened before?"), required=False, widget=Textarea(rows=2)
    )
    wearing = forms.CharField(label=_("Wearing"), required=False)
    carrying = forms.CharField(
        label=_("Carrying"),
        help_text=_("Phone, money, medicine, bag."),
        required=False,
    )
    keep_from = forms.CharField(
        label=_("Who else must not be told?"),
        help_text=_("A name and who they are, for example “R. Sample, stepfather”."),
        required=False,
    )
    keep_from_because = forms.CharField(label=_("Why must they not be told?"), required=False)
    police_ref = forms.CharField(
        label=_("Police number"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    force = forms.ChoiceField(
        label=_("Police force"),
        help_text=_("Leave as it is unless another force searches."),
        required=False,
        widget=Select,
    )
    reported = MomentField(
        label=_("When was it reported, if not just now?"),
        help_text=_("For a report taken on paper. It is marked late, and clocks run from then."),
        thing=_("Time of the report"),
        past=True,
        required=False,
    )
    field_order: tuple[str, ...] = (
        "last_seen",
        "unknown_when",
        "last_seen_where",
        "why_worried",
        "dangers",
        "reporter_name",
        "relation",
        "phone",
        "may_be_told",
        "not_told_because",
        "safe_contact",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forces = agencies.list_agencies(AgencyKind.POLICE)
        self.fields["force"].choices = [  # type: ignore[attr-defined]
            ("", _("The force of the area")),
            *((str(force.pk), force.name) for force in forces),
        ]

    @property
    def asked(self) -> list[Any]:
        """Return the eight questions that stand on the page."""
        return [self[name] for name in (*ASKED[:1], "unknown_when", *ASKED[1:])]

    @property
    def more(self) -> list[Any]:
        """Return what stands under "More, if you know it"."""
        names = {field.name for field in self.asked} | set(ChildForm.base_fields) | {"authority"}
        return [field for field in self if field.name not in names]

    @property
    def more_is_open(self) -> bool:
        """Say whether something under it is wrong: then it must not be folded away."""
        return any(field.errors for field in self.more)

    def clean(self) -> dict[str, Any]:
        """Say beside its field what is missing of a pair."""
        said = super().clean()
        if said.get("unknown_when"):
            # The day is chosen beforehand: without a time it is not a wrong answer then.
            self.errors.pop("last_seen", None)
        elif "last_seen" in said and said["last_seen"] is None:
            self.add_error(
                "last_seen", _("Enter when the child was last seen, or say that nobody knows")
            )
        if said.get("keep_from") and not said.get("keep_from_because"):
            self.add_error("keep_from_because", _("Enter why they must not be told"))
        return said

    def what(self) -> Circumstances:
        """Return the circumstances, of a valid form. Raises Invalid."""
        said = self.cleaned_data
        return Circumstances(
            last_seen_at=None if said["unknown_when"] else said["last_seen"],
            last_seen_where=said["last_seen_where"],
            why_worried=said["why_worried"],
            circumstances=said["circumstances"],
            tried_first=said["tried_first"],
            wearing=said["wearing"],
            carrying=said["carrying"],
            dangers=frozenset(Danger(d) for d in said["dangers"] if d != NONE),
        )

    def not_to_tell(self) -> list[PersonTold]:
        """Return who else must not be told."""
        said = self.cleaned_data
        name, _comma, relation = said["keep_from"].partition(",")
        if not name.strip():
            return []
        return [
            PersonTold(
                moment=Moment.MISSING,
                person_name=name.strip(),
                relation=relation.strip(),
                told=False,
                not_told_because=said["keep_from_because"],
            )
        ]

    def facts(self) -> dict[str, Any]:
        """Return the keyword arguments of the report action but who and when."""
        said = self.cleaned_data
        return {
            "reported_at": said["reported"] or self.received_at,
            "police_ref": said["police_ref"],
            "force_id": UUID(said["force"]) if said["force"] else None,
            "not_to_tell": self.not_to_tell(),
        }


class NewChildReportForm(ReportForm, ChildForm):
    """The report of a child who is not listed: who they are stands first."""

    authority = forms.ChoiceField(
        label=_("Council where the child lives or was last seen"),
        widget=Select,
        error_messages={"required": _("Select the council, or “Not known yet”")},
    )
    field_order: tuple[str, ...] = (
        "name",
        "born_on",
        "age_estimate",
        "authority",
        *ReportForm.field_order,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        councils = agencies.list_agencies(AgencyKind.LOCAL_AUTHORITY)
        self.fields["authority"].choices = [  # type: ignore[attr-defined]
            ("", _("Select")),
            ("unknown", _("Not known yet")),
            *((str(council.pk), council.name) for council in councils),
        ]

    @property
    def who(self) -> list[Any]:
        """Return the questions about the child."""
        return [self[name] for name in ("name", "born_on", "age_estimate", "authority")]

    @property
    def more_about(self) -> list[Any]:
        """Return what else may be known of the child."""
        first = {field.name for field in self.who}
        return [field for field in self if field.name in ChildForm.base_fields.keys() - first]

    def authority_id(self) -> UUID | None:
        """Return the council that was chosen, or None: then the episode is flagged."""
        chosen = self.cleaned_data["authority"]
        return None if chosen == "unknown" else UUID(chosen)


class AgainForm(ReporterForm):
    """A second report for a child who is missing already."""

    text = forms.CharField(
        label=_("What did the caller say?"),
        widget=Textarea(rows=5),
        error_messages={"required": _("Enter what the caller said")},
    )
    field_order = ("text",)


def prefilled(actor: Actor) -> dict[str, Any]:
    """Return what is known of the reporter: nobody types their own name."""
    known: dict[str, Any] = {"last_seen": MomentEntry("today"), "may_be_told": "yes"}
    relation = next((RELATION_OF[role] for role in actor.roles if role in RELATION_OF), None)
    if relation:
        known |= {"reporter_name": actor.name, "relation": relation}
    if actor.agency_kind is AgencyKind.LOCAL_AUTHORITY:
        known["authority"] = str(actor.agency_id)
    return known


def beside(form: ReportForm, error: Invalid) -> None:
    """Put the action's refusal beside the questions, which have names of their own."""
    names = {"last_seen_time": "last_seen", "reported_at": "reported"}
    for old, new in names.items():
        if old in error.fields:
            error.fields[new] = error.fields.pop(old)
    put_errors(form, error)
