"""Agreements as they are read: areas, versions, the whole text, what two say differently."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from safereturn.agencies import queries as agencies
from safereturn.agencies.rules import Nation, london_day
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import NotFound
from safereturn.foundation.sentences import sentence
from safereturn.sharing.models import Area, AreaAuthority, ClauseRow, Party, Version
from safereturn.sharing.policies import governing
from safereturn.sharing.queries.reading import read_version
from safereturn.sharing.rules import (
    AreaLine,
    Change,
    Draft,
    Readable,
    State,
    VersionLine,
    changes,
    write_agreement,
)


def list_areas(*, at: datetime) -> list[AreaLine]:
    """Return every area by name, the region last. Agreements are no secret: no policy."""
    return _areas(Area.objects.order_by("is_region", "name"), at)


def get_area(area_id: UUID, *, at: datetime) -> AreaLine:
    """Return one area or raise NotFound."""
    found = _areas(Area.objects.filter(pk=area_id), at)
    if not found:
        raise NotFound
    return found[0]


def area_called(name: str) -> UUID:
    """Return the area of this name, whatever its capitals, or raise NotFound."""
    found = Area.objects.filter(name__iexact=name).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(sentence("There is no area called “{name}”.", name=name))
    return found


def _areas(rows: Iterable[Area], at: datetime) -> list[AreaLine]:
    areas = list(rows)
    covered: dict[UUID, list[UUID]] = {area.pk: [] for area in areas}
    for area_id, agency in AreaAuthority.objects.filter(area__in=areas).values_list(
        "area_id", "agency_id"
    ):
        covered[area_id].append(agency)
    leads = {area.lead_agency_id for area in areas if area.lead_agency_id}
    names = agencies.names({*leads, *(one for held in covered.values() for one in held)})
    versions = list(Version.objects.select_related("area").filter(area__in=areas))
    lines = lines_of(versions, Party.objects.filter(version__in=versions))
    return [_area(area, covered[area.pk], names, lines, at) for area in areas]


def _area(
    area: Area,
    authorities: Iterable[UUID],
    names: dict[UUID, str],
    lines: Iterable[VersionLine],
    at: datetime,
) -> AreaLine:
    own = [line for line in lines if line.area_id == area.pk]
    dated = [line for line in own if line.state is State.IN_FORCE]
    return AreaLine(
        area.pk,
        area.name,
        Nation(area.nation),
        area.is_region,
        area.lead_agency_id,
        names.get(area.lead_agency_id, "") if area.lead_agency_id else "",
        {one: names.get(one, "") for one in sorted(authorities, key=str)},
        in_force=next((line for line in dated if line.in_force(at)), None),
        to_come=next(
            (line for line in dated if line.effective_from and line.effective_from > at), None
        ),
        in_hand=next((line for line in own if line.state in (State.DRAFT, State.PROPOSED)), None),
    )


def lines_of(versions: Iterable[Version], of: Iterable[Party]) -> list[VersionLine]:
    """Return these versions as lines, newest first; each ends where the next begins.

    `versions` come with their area, `of` are their parties: nothing is asked here.
    """
    rows = sorted(versions, key=lambda row: (str(row.area_id), -row.number))
    parties = list(of)
    all_ = Counter(party.version_id for party in parties)
    signed = Counter(party.version_id for party in parties if party.signed_at is not None)
    declined = Counter(party.version_id for party in parties if party.declined_at is not None)
    found = [
        VersionLine(
            row.pk,
            row.area_id,
            row.name,
            row.number,
            State(row.state),
            row.effective_from,
            row.withdrawn_at,
            row.review_on,
            signed[row.pk],
            declined[row.pk],
            all_[row.pk],
        )
        for row in rows
    ]
    return _ended(found)


def _ended(lines: list[VersionLine]) -> list[VersionLine]:
    """Let each dated version end where the next of its area begins."""
    found = []
    for line in lines:
        later = [
            other.effective_from
            for other in lines
            if other.area_id == line.area_id
            and other.state is State.IN_FORCE
            and line.state is State.IN_FORCE
            and other.effective_from is not None
            and line.effective_from is not None
            and other.effective_from > line.effective_from
        ]
        ends = min(filter(None, (line.effective_to, *later)), default=None)
        found.append(replace(line, effective_to=ends))
    return found


def find_version(actor: Actor, version_id: UUID) -> tuple[Version, list[Party]]:
    """Return a version that the actor may read, with its parties, or raise NotFound."""
    version = Version.objects.select_related("area").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    parties = list(Party.objects.filter(version=version))
    if not governing.can_read(actor, version, parties):
        raise NotFound
    return version, parties


def list_versions(actor: Actor, area_id: UUID, *, at: datetime) -> list[VersionLine]:
    """Return the versions of an area, newest first; drafts only to who may work on them."""
    rows = list(Version.objects.select_related("area").filter(area_id=area_id))
    parties = list(Party.objects.filter(version__in=rows))
    seen = {row.pk for row in rows if governing.can_read(actor, row, _of(row.pk, parties))}
    return [line for line in lines_of(rows, parties) if line.id in seen]


def _of(version_id: UUID, parties: Iterable[Party]) -> list[Party]:
    return [party for party in parties if party.version_id == version_id]


def readable(actor: Actor, version_id: UUID, *, at: datetime) -> Readable:
    """Return a whole version with what the actor may do; NotFound if it is not for them.

    What is or was in force is for everybody who signs in; a draft for the parties.
    """
    # All versions of the area at once: where one ends, the next says.
    rows = list(Version.objects.select_related("area").filter(area__versions=version_id))
    everybody = list(Party.objects.filter(version__in=rows))
    version = next((row for row in rows if row.pk == version_id), None)
    parties = _of(version_id, everybody)
    if version is None or not governing.can_read(actor, version, parties):
        raise NotFound
    line = next(line for line in lines_of(rows, everybody) if line.id == version_id)
    return read_version(actor, version, parties, line, at=at)


def draft_of(version: Version, parties: Iterable[Party], clauses: Iterable[ClauseRow]) -> Draft:
    """Return a version as a file holds it."""

    begins = version.begins_on
    from_the_first_day = version.area.is_region and version.number == 1
    if version.effective_from is not None and not from_the_first_day:
        begins = london_day(version.effective_from)
    return Draft(
        version.area.name,
        Nation(version.area.nation),
        begins,
        version.review_on,
        frozenset(AgencyKind(party.kind) for party in parties if party.kind),
        frozenset(party.agency_id for party in parties if party.agency_id is not None),
        version.texts,
        tuple(row.clause for row in clauses),
    )


def export_yaml(actor: Actor, version_id: UUID, *, at: datetime) -> str:
    """Return a version as YAML that `actions.import_yaml` takes back unchanged."""
    version, parties = find_version(actor, version_id)
    draft = draft_of(version, parties, version.clauses.all())
    return write_agreement(draft, {pk: name for name, pk in known_agencies().items()})


def known_agencies() -> dict[str, UUID]:
    """Return the agencies by which a file may name them: by name where that says which."""
    rows = [(agency.pk, agency.name) for agency in agencies.list_agencies()]
    times = Counter(name.casefold() for _, name in rows)
    return {
        str(pk) if times[name.casefold()] > 1 or name in list(AgencyKind) else name: pk
        for pk, name in rows
    }


def diff(actor: Actor, old_id: UUID, new_id: UUID, *, at: datetime) -> list[Change]:
    """Return what the newer version says otherwise, clause by clause and text by text."""
    versions = [find_version(actor, pk)[0] for pk in (old_id, new_id)]
    old, new = (
        ([row.clause for row in version.clauses.all()], version.texts) for version in versions
    )
    named = {agency for clause in (*old[0], *new[0]) for agency in clause.to_agencies}
    return changes(old, new, agencies.names(named))
