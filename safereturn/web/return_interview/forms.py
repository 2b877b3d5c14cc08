"""The forms of the return interview pages that are more than one question."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from safereturn.return_interviews.rules import (
    Account,
    DeclinedBy,
    Harm,
    ItemKind,
    ItemUse,
    Mode,
    NewFollowUp,
    NewItem,
    OfferAnswer,
    OfferMade,
    PullFactor,
    PushFactor,
    SharingWish,
)
from safereturn.web.return_interview import labels
from safereturn.web.ui.forms import (
    DateField,
    MomentField,
    Radios,
    Select,
    Textarea,
    TicksField,
    TimedForm,
)

ACCOUNT_TEXTS = (
    "place", "own_words", "before", "during", "after", "harm_detail", "what_would_help",
    "sharing_words", "summary", "late_because",
)  # fmt: skip


def words(label: Any, *, rows: int = 4, **more: Any) -> forms.CharField:
    """Return a box for some sentences that need not be filled."""
    more.setdefault("required", False)
    return forms.CharField(label=label, widget=Textarea(rows=rows), **more)


class AccountForm(TimedForm):
    """What the child told. Their own words come first; the worker's sorting comes after."""

    limits_explained = forms.BooleanField(
        label=_("I explained what stays between us and what I must pass on"), required=False
    )
    own_words = words(
        _("Why they went, in their words"),
        rows=6,
        required=True,
        error_messages={"required": _("Enter what the child told you, in their words")},
    )
    before = words(_("Before: what was going on"))
    during = words(_("Where they were, who with, and how they got about"))
    after = words(_("How they came back, and how it feels now"))
    push = TicksField(
        label=_("What they went away from"),
        choices=list(labels.PUSH.items()),
        required=False,
        small=True,
    )
    pull = TicksField(
        label=_("What they went towards"),
        choices=list(labels.PULL.items()),
        required=False,
        small=True,
    )
    harm = TicksField(
        label=_("Anything that hurt or frightened them"),
        choices=list(labels.HARM.items()),
        none=Harm.NONE,
        required=False,
        small=True,
    )
    harm_detail = words(_("What happened, as far as they said"))
    what_would_help = words(_("What would help"))
    sharing_wish = forms.ChoiceField(
        label=_("May other agencies see what they said?"),
        help_text=_("Even if they ask us not to, a risk of serious harm must still be shared."),
        choices=list(labels.WISHES.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select what the child wants")},
    )
    sharing_words = words(_("What they said about sharing"), rows=2)
    summary = words(
        _("Short summary that other agencies may read"),
        required=True,
        help_text=_("Not the child’s own words, and nobody’s name that could be harmed."),
        error_messages={"required": _("Enter a short summary that other agencies may read")},
    )
    held_at = MomentField(label=_("When was the interview?"), thing=_("Interview"), past=True)
    mode = forms.ChoiceField(
        label=_("How was it held?"),
        choices=list(labels.MODES.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select how it was held")},
    )
    place = forms.CharField(label=_("Where (optional)"), required=False)
    late_because = words(_("If it is later than 72 hours after return, why?"), rows=2)

    @property
    def sorted_already(self) -> bool:
        """Say whether something was sorted before, so that it is not folded away."""
        return bool(self["push"].value() or self["pull"].value())

    def account(self) -> Account:
        """Return what was entered, of a valid form. Raises Invalid."""
        data = self.cleaned_data
        return Account(
            held_at=data["held_at"],
            mode=Mode(data["mode"]),
            limits_explained=data["limits_explained"],
            push=frozenset(map(PushFactor, data["push"])),
            pull=frozenset(map(PullFactor, data["pull"])),
            harm=frozenset(map(Harm, data["harm"])),
            sharing_wish=SharingWish(data["sharing_wish"]),
            **{name: data[name] for name in ACCOUNT_TEXTS},
        )


class OfferForm(TimedForm):
    """One offer. A parent's no is asked for apart from the child's."""

    offered_at = MomentField(label=_("When was it offered?"), thing=_("Offer"), past=True)
    made_to = forms.CharField(
        label=_("Who was asked?"),
        help_text=_("Ask the child themselves, even when a parent has said no."),
        error_messages={"required": _("Enter who was asked")},
    )
    made_by = forms.CharField(
        label=_("Who asked?"), error_messages={"required": _("Enter who made the offer")}
    )
    trusted_adult = forms.CharField(
        label=_("Which adult they trust helped with it (optional)"), required=False
    )
    how = forms.CharField(
        label=_("How? For example by phone, or in person (optional)"), required=False
    )
    answer = forms.ChoiceField(
        label=_("What was the answer?"),
        choices=list(labels.ANSWERS.items()),
        widget=Radios(small=True),
        error_messages={"required": _("Select what the answer was")},
    )
    declined_by = forms.ChoiceField(
        label=_("If it was declined, by whom?"),
        choices=list(labels.DECLINED_BY.items()),
        widget=Radios(small=True),
        required=False,
    )
    reason = words(_("Their reason, if they gave one"), rows=2)

    def made(self) -> OfferMade:
        """Return the offer, of a valid form. Raises Invalid."""
        data = self.cleaned_data
        return OfferMade(
            offered_at=data["offered_at"],
            answer=OfferAnswer(data["answer"]),
            declined_by=DeclinedBy(data["declined_by"]) if data["declined_by"] else None,
            **{
                name: data[name]
                for name in ("made_to", "made_by", "how", "reason", "trusted_adult")
            },
        )


class ItemForm(forms.Form):
    """One piece of information apart from the story: two presses and a line."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=list(labels.ITEM_KINDS.items()),
        widget=Radios(small=True, inline=True),
        error_messages={"required": _("Select what it is about")},
    )
    text = words(
        _("What did they say?"),
        rows=2,
        required=True,
        help_text=_("One fact. “A man called Z, about 30, drives a white van.”"),
        error_messages={"required": _("Enter the information")},
    )
    use = forms.ChoiceField(
        label=_("How may it be used?"),
        choices=list(labels.USES.items()),
        initial=ItemUse.ACT_FREELY,
        widget=Radios(small=True),
        error_messages={"required": _("Select how it may be used")},
    )
    third_party_risk = forms.BooleanField(
        label=_("It names somebody who could be harmed if it gets about"), required=False
    )

    def item(self) -> NewItem:
        """Return the item, of a valid form."""
        data = self.cleaned_data
        return NewItem(
            kind=ItemKind(data["kind"]),
            text=data["text"],
            use=ItemUse(data["use"]),
            third_party_risk=data["third_party_risk"],
        )


class FollowUpForm(TimedForm):
    """What will happen now, who does it, by when."""

    text = forms.CharField(
        label=_("What will happen?"), error_messages={"required": _("Enter what will be done")}
    )
    owner = forms.ChoiceField(label=_("Which agency does it?"), widget=Select)
    owner_name = forms.CharField(label=_("Who there (optional)"), required=False)
    due_on = DateField(label=_("By when?"), thing=_("By when"), future=True)
    child_told = forms.BooleanField(label=_("The child has been told"), required=False)

    def __init__(self, *args: Any, owners: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((str(pk), name) for pk, name in owners.items()), key=lambda p: p[1])
        self.fields["owner"].choices = named  # type: ignore[attr-defined]

    def promised(self) -> NewFollowUp:
        """Return the follow-up, of a valid form."""
        data = self.cleaned_data
        return NewFollowUp(
            text=data["text"],
            owner_agency_id=UUID(data["owner"]),
            owner_name=data["owner_name"],
            due_on=data["due_on"],
            child_told=data["child_told"],
        )
