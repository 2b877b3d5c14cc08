"""What was shared, in words for the child: short, true, and fit to be read aloud.

The vocabulary is closed, so that a test can measure every sentence it can make. Nothing
here names a third party or says where information came from.
"""

from collections.abc import Iterator
from itertools import product

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from safereturn.casework.rules import Came, Family, Why, Wish, reasons_for
from safereturn.foundation.actor import AgencyKind
from safereturn.sharing.rules import Depth, Kind
from safereturn.web.ui.components import Words

_A, _K = AgencyKind, Kind

# Kinds that never stand in a child's list: who said something, and other people.
NEVER = frozenset({Kind.INTELLIGENCE, Kind.THIRD_PARTY})

WHO: dict[AgencyKind, Words] = {
    _A.POLICE: _("The police"),
    _A.LOCAL_AUTHORITY: _("Staff at the council"),
    _A.CHILDRENS_HOME: _("Staff at your home"),
    _A.PLACEMENT_PROVIDER: _("Your carers"),
    _A.RETURN_INTERVIEW_SERVICE: _("Your return team"),
    _A.HEALTH: _("Health staff"),
    _A.SCHOOL: _("Staff at your school"),
    _A.YOUTH_JUSTICE: _("The youth justice team"),
    _A.OTHER: _("People who help you"),
}
# After "were told".
WHAT: dict[Kind, Words] = {
    _K.IDENTITY: _("who you are"),
    _K.WHEREABOUTS: _("where you might be"),
    _K.PLACEMENT_ADDRESS: _("where you live"),
    _K.HEALTH_SAFETY: _("what you need to stay well"),
    _K.EXPLOITATION: _("that someone may hurt you"),
    _K.OFFENDING: _("if you were in trouble"),
    _K.RISK: _("how safe we thought you were"),
    _K.EPISODE_HISTORY: _("about past times like this"),
    _K.PREVENTION_INTERVIEW: _("what you said when you got back"),
    _K.INTERVIEW_SUMMARY: _("the main points of your talk"),
    _K.CHILDS_ACCOUNT: _("what you said in your talk"),
    _K.INFORMATION_ITEM: _("one thing from your talk"),
    _K.CARER_PROFILE: _("what might help to find you"),
    _K.FAMILY: _("about those close to you"),
    _K.PLANS: _("about the plans made for you"),
    _K.PHOTOGRAPH: _("what you look like"),
}
# After "a little about" and "something about".
TOPIC: dict[Kind, Words] = {
    _K.IDENTITY: _("who you are"),
    _K.WHEREABOUTS: _("where you might be"),
    _K.PLACEMENT_ADDRESS: _("where you live"),
    _K.HEALTH_SAFETY: _("how you stay well"),
    _K.EXPLOITATION: _("who may try to hurt you"),
    _K.OFFENDING: _("what trouble you were in"),
    _K.RISK: _("how safe you are"),
    _K.EPISODE_HISTORY: _("times you were missing"),
    _K.PREVENTION_INTERVIEW: _("what you said when you got back"),
    _K.INTERVIEW_SUMMARY: _("your talk"),
    _K.CHILDS_ACCOUNT: _("what you said in your talk"),
    _K.INFORMATION_ITEM: _("one thing from your talk"),
    _K.CARER_PROFILE: _("how to find you"),
    _K.FAMILY: _("your family"),
    _K.PLANS: _("the plans for you"),
    _K.PHOTOGRAPH: _("what you look like"),
}
BECAUSE: dict[Why, Words] = {
    Why.LOOKING: _("you were missing and they were looking for you"),
    Why.HOME_POLICE: _("they are the police where you live"),
    Why.FOUND: _("they found you"),
    Why.KEEPS_SAFE: _("it is their job to keep you safe"),
    Why.AREA: _("you live where they work"),
    Why.LIVES_THERE: _("you live with them"),
    Why.TALKS: _("you can talk to them"),
    Why.HEALTH: _("they help you to stay well"),
    Why.SCHOOL: _("you go to school there"),
    Why.YOUTH_JUSTICE: _("they work with you"),
    Why.REPORTED: _("they told us you were missing"),
    Why.WE_ASKED: _("we asked them to help find you"),
    Why.THEY_ASKED: _("they asked us, to help keep you safe"),
    Why.DANGER: _("we thought you were not safe then"),
    Why.DECIDED: _("we thought it would help keep you safe"),
    Why.WORKS: _("they work with you"),
}
_SENTENCES: dict[Depth, Words] = {
    Depth.FULL: _("%(who)s were told %(what)s, because %(why)s."),
    Depth.SUMMARY: _("%(who)s were told a little about %(topic)s. That was because %(why)s."),
    Depth.EXISTS: _("%(who)s were told that we know something about %(topic)s, but not what."),
}
# One reason with several things after it, read as a list.
_SEVERAL: Words = _("%(who)s were told these things, because %(why)s:")
_THINGS: dict[Depth, Words] = {
    Depth.FULL: _("%(what)s"),
    Depth.SUMMARY: _("a bit about %(topic)s"),
    Depth.EXISTS: _("that we know something about %(topic)s, but not what"),
}
CAME: dict[Came, Words] = {
    Came.READ: _("They have read it."),
    Came.NOT_READ: _("They have not read it yet."),
    Came.BY_PHONE: _("We told them on the phone."),
    Came.WRITTEN_DOWN: _("They wrote it down to help keep you safe."),
    Came.ACTED: _("They did something about it. You can ask us what they did."),
    Came.NO_ACTION: _("They read it and did not need to do more."),
    Came.CORRECTED: _("Part of this was wrong. We told them what is right."),
    Came.RECALLED: _("This should not have been shared. We told them not to use it."),
}
# After several things, of which all, or all but some that say their own, came to the same.
CLOSING: dict[Came, tuple[Words, Words]] = {
    Came.READ: (_("They have read all of this."), _("They have read the rest.")),
    Came.NOT_READ: (_("They have not read this yet."), _("They have not read the rest yet.")),
    Came.BY_PHONE: (_("We told them all this on the phone."), _("We told them the rest by phone.")),
}
WISHES: dict[Wish, Words] = {
    Wish.AGREED: _("You said that we could share this."),
    Wish.AGAINST: _("You asked us not to share this. We shared it to keep someone safe."),
    Wish.KEPT_BACK: _("You asked us not to share it, so we kept it back."),
}
_KEPT = _("There is one thing from your talk that was not given to %(who)s.")
AROUND: dict[tuple[Family, bool], Words] = {
    (Family.FAMILY, True): _("Someone in your family was told that you were missing."),
    (Family.FAMILY, False): _("Someone in your family was told that you were back."),
    (Family.CARERS, True): _("The people who look after you were told that you were missing."),
    (Family.CARERS, False): _("The people who look after you were told that you were back."),
    (Family.REVIEWING, True): _("The person who checks your plans was told you were missing."),
    (Family.REVIEWING, False): _("The person who checks your plans was told you were back."),
}
# What stands around the list, in the order in which it is read.
INTRODUCTION: tuple[Words, ...] = (
    _("This page is about you."),
    _("It says who was told about you, what they were told, and why."),
    _("We share things to help keep you safe."),
    _("“Your talk” is the talk you were offered after you came back."),
    _("“Your return team” are the people who offer you that talk."),
)
RIGHTS: tuple[Words, ...] = (
    _("You can ask us about anything on this page."),
    _("If something here is wrong, tell us and we will put it right."),
    _("You can ask to see what we hold about you."),
    _("If you are not happy with us, we can help you to say so."),
    _("There may be things that we cannot tell you yet."),
)
OTHER_TIMES: Words = _("At other times")
NOTHING: Words = _("We have not shared anything that we can show you here.")


def shared(whom: AgencyKind, kind: Kind, depth: Depth, why: Why) -> str:
    """Return the sentence for something that was shared, as deep as it was."""
    words = {"who": WHO[whom], "what": WHAT[kind], "topic": TOPIC[kind], "why": BECAUSE[why]}
    return translated(str(_SENTENCES[depth])) % words


def several(whom: AgencyKind, why: Why) -> str:
    """Return what stands before a list of things that were shared for one reason."""
    return translated(str(_SEVERAL)) % {"who": WHO[whom], "why": BECAUSE[why]}


def thing(kind: Kind, depth: Depth) -> str:
    """Return one of several things, as deep as it was shared."""
    return translated(str(_THINGS[depth])) % {"what": WHAT[kind], "topic": TOPIC[kind]}


def kept(whom: AgencyKind) -> str:
    """Return the sentence for something the child asked to be kept back, and that was."""
    who = str(WHO[whom])
    return str(_KEPT) % {"who": who[:1].lower() + who[1:]}


def every_thing() -> Iterator[str]:
    """Go through everything that can stand in a list after a reason."""
    yield from (thing(kind, depth) for kind in Kind if kind not in NEVER for depth in _THINGS)


def every_sentence() -> Iterator[str]:
    """Go through every sentence that a child's list can hold."""
    kinds = [kind for kind in Kind if kind not in NEVER]
    for whom, kind, depth in product(WHO, kinds, _SENTENCES):
        yield from (shared(whom, kind, depth, why) for why in reasons_for(whom))
    for whom in WHO:
        yield kept(whom)
        yield from (several(whom, why) for why in reasons_for(whom))
    for all_of_it, the_rest in CLOSING.values():
        yield from (str(all_of_it), str(the_rest))
    for table in (CAME, WISHES, AROUND):
        yield from map(str, table.values())
    yield from map(str, (*INTRODUCTION, *RIGHTS, NOTHING))
