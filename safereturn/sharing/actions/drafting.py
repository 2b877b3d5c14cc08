"""A draft is started, edited clause by clause or from a file, and proposed.

`based_on` is the `edits` of the clause or version that the editor saw: an edit of an older
state raises `Overtaken` with both texts.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import Nation, london_day
from safereturn.audit.record import recording
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.sentences import marked, sentence, together
from safereturn.involvement.actions import agreements_changed
from safereturn.sharing.actions.errors import Mistakes, NotADraft, Overtaken
from safereturn.sharing.actions.telling import tell_proposed
from safereturn.sharing.models import Area, AreaAuthority, ClauseRow, Party, Version
from safereturn.sharing.policies import governing
from safereturn.sharing.policies.book import read_commencements
from safereturn.sharing.queries.agreements import find_version, known_agencies
from safereturn.sharing.rules import (
    TEXT_WORDS,
    Clause,
    Draft,
    Known,
    Setting,
    State,
    Text,
    in_words,
    mistakes_in,
    read_agreement,
)


class AlreadyCovered(Conflict):
    """One of these authorities is in another area: its children have one agreement."""


class DraftInHand(Conflict):
    """There is a draft already, or a version waits to be signed: work on that one."""


def make_area(
    name: str,
    nation: Nation,
    lead_agency_id: UUID,
    authorities: Iterable[UUID],
    *,
    at: datetime,
    by: Actor,
    is_demonstration: bool = False,
) -> UUID:
    """Make an area whose agreement is that of these authorities' children."""
    area = Area(name=name.strip(), nation=nation, lead_agency_id=lead_agency_id, made_at=at)
    area.is_demonstration = is_demonstration
    governing.can_make_area(by).require()
    covered = set(authorities)
    with recording("agreement.area_made", by=by, refs=[str(area.pk)]):
        if AreaAuthority.objects.filter(agency_id__in=covered).exists():
            raise AlreadyCovered
        area.save(force_insert=True)
        AreaAuthority.objects.bulk_create(
            AreaAuthority(area=area, agency_id=agency) for agency in sorted(covered)
        )
        agreements_changed()
    return area.pk


def set_keeper(area_id: UUID, agency_id: UUID, *, by: Actor) -> None:
    """Say which agency keeps an area's agreement from now on; the same again changes nothing.

    Raises Invalid for an agency whose people do not use the service.
    """
    governing.can_make_area(by).require()
    if agencies.without_accounts([agency_id]):
        raise Invalid("Only an agency that uses the service can keep an agreement.")
    with recording("agreement.keeper_set", by=by, refs=[str(area_id), str(agency_id)]):
        area = Area.objects.select_for_update().get(pk=area_id)
        if area.lead_agency_id != agency_id:
            area.lead_agency_id = agency_id
            area.save(update_fields=["lead_agency_id"])


def start_draft(area_id: UUID, *, at: datetime, by: Actor) -> UUID:
    """Start the next version as a copy of the newest dated one (else of the region's)."""
    area = Area.objects.get(pk=area_id)
    governing.can_keep(by, area).require()
    with recording("agreement.drafted", by=by, refs=[str(area_id)]):
        area = Area.objects.select_for_update().get(pk=area_id)
        own = Version.objects.filter(area=area)
        if own.filter(state__in=[State.DRAFT, State.PROPOSED]).exists():
            raise DraftInHand
        dated = Version.objects.filter(state=State.IN_FORCE).order_by("-effective_from")
        model = dated.filter(area=area).first() or dated.get(area__is_region=True)
        last = own.order_by("-number").values_list("number", flat=True).first() or 0
        draft = Version.objects.create(
            area=area,
            number=last + 1,
            made_at=at,
            made_by_id=by.person_id,
            **{part.value: words for part, words in model.texts.items()},
        )
        _put_clauses(draft, [row.clause for row in model.clauses.all()])
        _put_parties(draft, *_parties_from(model, area))
    return draft.pk


def _parties_from(model: Version, area: Area) -> tuple[set[UUID], set[str]]:
    """Return who is party: as before; to a first version also the area's own agencies."""
    rows = list(Party.objects.filter(version=model))
    named = {party.agency_id for party in rows if party.agency_id is not None}
    if model.area_id != area.pk:
        named |= set(area.authorities.values_list("agency_id", flat=True))
        named |= {area.lead_agency_id} if area.lead_agency_id else set()
    return named, {party.kind for party in rows if party.kind}


def _put_clauses(draft: Version, clauses: Iterable[Clause]) -> None:
    rows = []
    for position, clause in enumerate(clauses):
        row = ClauseRow(version=draft, position=position)
        row.set(clause)
        rows.append(row)
    ClauseRow.objects.bulk_create(rows)


def _put_parties(draft: Version, named: Iterable[UUID], kinds: Iterable[str]) -> None:
    Party.objects.bulk_create(
        [
            *(Party(version=draft, agency_id=agency) for agency in sorted(named)),
            *(Party(version=draft, kind=kind) for kind in sorted(kinds)),
        ]
    )


@contextmanager
def _editing(name: str, version_id: UUID, *, by: Actor) -> Iterator[tuple[Version, list[Party]]]:
    """Ask, record, lock; refuse what is no draft any more."""
    version, parties = find_version(by, version_id)
    if version.state != State.DRAFT:
        raise NotADraft
    governing.can_edit(by, version, parties).require()
    with recording(name, by=by, refs=[str(version_id)]):
        version = Version.objects.select_for_update(of=("self",)).get(pk=version_id)
        if version.state != State.DRAFT:
            raise NotADraft
        yield version, list(Party.objects.filter(version=version))


def _setting(version: Version, parties: Iterable[Party], on: date) -> Setting:
    parties = list(parties)
    return Setting(
        Nation(version.area.nation),
        on,
        frozenset(AgencyKind(party.kind) for party in parties if party.kind),
        frozenset(party.agency_id for party in parties if party.agency_id is not None),
        read_commencements(),
    )


def _words(clause: Clause | None, version: Version) -> dict[str, str]:
    if clause is None:
        return {}
    return in_words(clause, agencies.names(clause.to_agencies), Nation(version.area.nation))


def save_clause(
    version_id: UUID,
    clause: Clause,
    *,
    was: str = "",
    based_on: int | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Put a clause into a draft: a new one, or instead of the one numbered `was`.

    Raises NotADraft, Overtaken, or Invalid with what to mend, field by field.
    """
    with _editing("agreement.clause_saved", version_id, by=by) as (version, parties):
        rows = {row.number: row for row in version.clauses.all()}
        row = rows.get(was)
        if was and (row is None or row.edits != based_on):
            theirs = row.clause if row is not None else None
            raise Overtaken(
                _words(theirs, version), _words(clause, version), row.edits if row else None
            )
        wrong = mistakes_in(clause, _setting(version, parties, london_day(at)))
        if clause.number != was and clause.number in rows:
            wrong["number"] = sentence(
                "There is a clause {number} already: give another number.", number=clause.number
            )
        if wrong:
            raise Invalid(fields=wrong)
        if row is None:
            last = max((one.position for one in rows.values()), default=-1)
            row = ClauseRow(version=version, position=last + 1)
        row.set(clause)
        row.edits += 1
        row.save()


def remove_clause(version_id: UUID, number: str, *, based_on: int, at: datetime, by: Actor) -> None:
    """Take a clause out of a draft. Raises NotADraft or Overtaken."""
    with _editing("agreement.clause_removed", version_id, by=by) as (version, _):
        row = version.clauses.filter(number=number).first()
        if row is None or row.edits != based_on:
            theirs = row.clause if row is not None else None
            raise Overtaken(_words(theirs, version), {}, row.edits if row else None)
        row.delete()


def save_text(
    version_id: UUID,
    texts: Mapping[Text, str],
    review_on: date | None,
    *,
    based_on: int,
    at: datetime,
    by: Actor,
) -> None:
    """Replace parts of a draft's text. Raises NotADraft or Overtaken."""
    with _editing("agreement.text_saved", version_id, by=by) as (version, _):
        if version.edits != based_on:
            theirs: dict[str, str] = {TEXT_WORDS[part]: getattr(version, part) for part in texts}
            yours: dict[str, str] = {TEXT_WORDS[part]: words for part, words in texts.items()}
            raise Overtaken(theirs, yours, version.edits)
        _put_texts(version, texts, review_on)
        version.save()


def _put_texts(version: Version, texts: Mapping[Text, str], review_on: date | None) -> None:
    for part, words in texts.items():
        setattr(version, part.value, words.replace("\r\n", "\n").strip())
    version.review_on = review_on
    version.edits += 1


def save_parties(
    version_id: UUID,
    named: Iterable[UUID],
    kinds: Iterable[AgencyKind],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Say who is party to a draft: named agencies, and every agency of some kinds."""
    wanted, of_kinds = set(named), {str(kind) for kind in kinds}
    with _editing("agreement.parties_saved", version_id, by=by) as (version, _):
        if wanted - set(agencies.names(wanted)):
            raise Invalid(fields={"parties": "Choose agencies that take part in this service"})
        _replace_parties(version, wanted, of_kinds)


def _replace_parties(version: Version, named: Iterable[UUID], kinds: Iterable[str]) -> None:
    Party.objects.filter(version=version).delete()
    _put_parties(version, named, kinds)


def import_yaml(version_id: UUID, text: str, *, at: datetime, by: Actor) -> None:
    """Replace a draft by what a file says; raises Mistakes with all of them at once."""
    with _editing("agreement.imported", version_id, by=by) as (version, _):
        known = Known(
            known_agencies(),
            london_day(at),
            read_commencements(),
            version.area.name,
            Nation(version.area.nation),
        )
        read = read_agreement(text, known)
        if not isinstance(read, Draft):
            raise Mistakes(read)
        version.clauses.all().delete()
        _put_clauses(version, read.clauses)
        _replace_parties(version, read.agencies, map(str, read.kinds))
        everything = {part: read.texts.get(part, "") for part in Text}
        version.begins_on = read.begins
        _put_texts(version, everything, read.review_on)
        version.save()


def propose(version_id: UUID, *, at: datetime, by: Actor) -> None:
    """Put a draft before its parties: it can be signed and not edited, and each is told."""
    with _editing("agreement.proposed", version_id, by=by) as (version, parties):
        governing.can_keep(by, version.area).require()
        on = version.begins_on or london_day(at)
        wrong = unready(version, parties, on)
        if wrong:
            raise Invalid(fields=wrong)
        version.state, version.proposed_at = State.PROPOSED, at
        version.save()
        tell_proposed(version, parties, at=at)


def unready(version: Version, parties: Iterable[Party], on: date) -> dict[str, str]:
    """Return what a version still lacks before its parties can sign it to begin on a day."""
    parties = list(parties)
    setting = _setting(version, parties, on)
    clauses = [row.clause for row in version.clauses.all()]
    wrong: dict[str, str] = {
        f"clause {clause.number}": sentence(
            "Clause {number}: {words}", number=clause.number, words=marked(words)
        )
        for clause in clauses
        for words in mistakes_in(clause, setting).values()
    }
    if not clauses:
        wrong["clauses"] = "Write at least one clause."
    if not parties:
        wrong["parties"] = "Say who is party to it."
    lacking = [TEXT_WORDS[part] for part in Text if part not in version.texts]
    if lacking:
        wrong["text"] = sentence("Write these parts: {parts}.", parts=together(lacking, "; "))
    if version.review_on is None or version.review_on <= on:
        wrong["review_on"] = "Say on which day it is reviewed, after it begins."
    return wrong


def reopen(version_id: UUID, *, at: datetime, by: Actor) -> None:
    """Take a proposal back to a draft; who had signed or declined answers anew."""
    version, _ = find_version(by, version_id)
    governing.can_keep(by, version.area).require()
    with recording("agreement.reopened", by=by, refs=[str(version_id)]):
        version = Version.objects.select_for_update(of=("self",)).get(pk=version_id)
        if version.state != State.PROPOSED:
            raise NotADraft("Only what has been proposed, and not dated, can be reopened.")
        version.state, version.proposed_at = State.DRAFT, None
        version.save()
        parties = list(Party.objects.filter(version=version).values_list("agency_id", "kind"))
        _replace_parties(
            version,
            (agency for agency, _ in parties if agency is not None),
            (kind for _, kind in parties if kind),
        )
