"""The desks that answer: whom to ring now, the printed list, and an agency's own to be set."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from safereturn.agencies.models import Agency, ContactPoint, TeamCover
from safereturn.agencies.policies import can_administer
from safereturn.agencies.rules import LONDON, DeskFacts, DeskUse, Hours
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.foundation.errors import NotFound
from safereturn.foundation.sentences import marked, sentence
from safereturn.foundation.standby import StandbyAgency, StandbyDesk
from safereturn.foundation.working_days import bank_holidays


@dataclass(frozen=True, slots=True)
class Desk:
    """Who to ring now, in words: the desk, and what to do if it is closed."""

    agency_id: UUID
    agency: str
    name: str
    phone: str
    email: str
    is_open: bool
    opens_at: datetime | None = None
    use: DeskUse = DeskUse.DUTY
    hours: Hours = field(default_factory=Hours)
    texts_to: str = ""

    @property
    def sentence(self) -> str:
        """Return one line fit for a page, a phone script or a printed list."""
        if self.is_open or not self.opens_at:
            return f"{self.agency}, {self.name}: {self.phone}"
        local = self.opens_at.astimezone(LONDON)
        return sentence(
            "{agency}, {desk}: closed until {day} {time}. {phone}",
            agency=self.agency,
            desk=self.name,
            day=marked(f"{local:%A}"),
            time=f"{local:%H:%M}",
            phone=self.phone,
        )


def desks_for(
    agency_ids: Iterable[UUID], *, at: datetime, use: DeskUse | None = None
) -> dict[UUID, Desk]:
    """Return, for each agency, the desk to ring at this moment.

    An open desk of the wanted use comes first, then any open desk, then the open
    out-of-hours desk of a team that acts for the agency, then the closed one with the
    time it opens. Whoever governs information is rung only if there is nobody else, or
    if asked for. An agency with no desk is not in the answer. One query; two when some
    agency has nothing open.
    """
    wanted = set(agency_ids)
    best = {row.agency_id: row for row in _worst_first(_desks(agency_id__in=wanted), at, use)}
    found = {agency_id: _desk(row, at) for agency_id, row in best.items()}
    shut = {
        agency_id for agency_id in wanted if agency_id not in found or not found[agency_id].is_open
    }
    return found | _covering(shut, at) if shut else found


def _desks(**which: object) -> list[ContactPoint]:
    rows = ContactPoint.objects.filter(ended_at=None, **which).select_related("agency")
    return list(rows.order_by("-rank", "-name"))


def _worst_first(
    desks: list[ContactPoint], at: datetime, use: DeskUse | None
) -> list[ContactPoint]:
    def worth(desk: ContactPoint) -> tuple[bool, bool, bool]:
        is_wanted = use is None or desk.use == use
        stands_back = desk.use == DeskUse.GOVERNANCE and use != DeskUse.GOVERNANCE
        return (not stands_back, desk.hours.open_at(at), is_wanted)

    return sorted(desks, key=worth)


def _covering(agency_ids: set[UUID], at: datetime) -> dict[UUID, Desk]:
    """Return the open desks of the teams that act for these agencies out of hours."""
    covers = TeamCover.objects.filter(agency_id__in=agency_ids).select_related("agency")
    desks = _desks(team__teamcover__agency_id__in=agency_ids) if covers else []
    by_team = {desk.team_id: desk for desk in desks if desk.hours.open_at(at)}
    return {
        cover.agency_id: replace(
            _desk(by_team[cover.team_id], at), agency_id=cover.agency_id, agency=cover.agency.name
        )
        for cover in covers
        if cover.team_id in by_team
    }


def covering_desks(agency_id: UUID, *, at: datetime) -> dict[UUID, Desk]:
    """Return where the teams of other agencies are rung that act for this one out of hours.

    By the agency whose team it is: a desk of the team, an open one before a closed one; where
    the team has none, whichever desk of that agency answers now. At most three queries.
    """
    others = {pk for pk in covered_by(agency_id) if pk != agency_id}
    if not others:
        return {}
    teams = _desks(team__teamcover__agency_id=agency_id, agency_id__in=others)
    best = {row.agency_id: _desk(row, at) for row in _worst_first(teams, at, None) if row.phone}
    rest = others - set(best)
    return (desks_for(rest, at=at) if rest else {}) | best


def covered_by(agency_id: UUID) -> list[UUID]:
    """Return the agencies whose team acts for this one out of hours."""
    rows = TeamCover.objects.filter(agency_id=agency_id).order_by("team__name", "id")
    return list(dict.fromkeys(rows.values_list("team__agency_id", flat=True)))


def _desk(row: ContactPoint, at: datetime) -> Desk:
    return Desk(
        agency_id=row.agency_id,
        agency=row.agency.name,
        name=row.name,
        phone=row.phone,
        email=row.email,
        is_open=row.hours.open_at(at),
        opens_at=row.hours.opens_next(at),
        use=DeskUse(row.use),
        hours=row.hours,
        texts_to=row.texts_to,
    )


def list_desks(*, at: datetime) -> list[Desk]:
    """Return every desk there is, for the printed list that works when nothing else does."""
    rows = (
        ContactPoint.objects.filter(ended_at=None, agency__ended_at=None)
        .select_related("agency")
        .order_by("agency__name", "rank")
    )
    # The police and the councils first: they are rung at night.
    first = list(AgencyKind)
    return [
        _desk(row, at)
        for row in sorted(rows, key=lambda row: first.index(AgencyKind(row.agency.kind)))
    ]


def standby_agencies() -> list[StandbyAgency]:
    """Return every party with its desks, police and councils first, for `standby`."""
    first = list(AgencyKind)
    rows = Agency.objects.filter(ended_at=None).order_by("name").prefetch_related("desks")
    return [
        StandbyAgency(
            id=str(row.pk),
            name=row.name,
            near=[str(pk) for pk in (row.home_force_id, row.area_authority_id) if pk],
            desks=[
                StandbyDesk(desk.name, desk.phone, desk.openings)
                for desk in sorted(row.desks.all(), key=lambda desk: (desk.rank, desk.name))
                if desk.ended_at is None and desk.use != DeskUse.GOVERNANCE and desk.phone
            ],
        )
        for row in sorted(rows, key=lambda row: first.index(AgencyKind(row.kind)))
    ]


def addresses_for(agency_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the address that takes an agency's notices; agencies without are left out.

    The first desk by rank and name that has one; a governance desk only if no other has.
    """
    desks = [row for row in _desks(agency_id__in=set(agency_ids)) if row.email]
    desks.sort(key=lambda row: row.use != DeskUse.GOVERNANCE)
    return {row.agency_id: row.email for row in desks}


def texts_for(agency_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, str]:
    """Return the mobile of the desk that answers for an agency now, where its team wants texts.

    A closed desk gets none: nobody would see it before morning, and who acts out of hours does.
    """
    desks = desks_for(agency_ids, at=at)
    return {pk: desk.texts_to for pk, desk in desks.items() if desk.texts_to and desk.is_open}


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """A desk of one's own agency, as its administrator sets it."""

    id: UUID
    facts: DeskFacts
    team: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Answering:
    """Which desk a caller is led to at a moment; None where there is none to ring."""

    at: datetime
    desk: Desk | None


def own_desks(actor: Actor, *, at: datetime) -> list[OwnDesk]:
    """Return the desks of an administrator's agency, in the order in which they answer."""
    can_administer(actor, actor.agency_id).require()
    rows = ContactPoint.objects.filter(agency_id=actor.agency_id, ended_at=None)
    return [
        OwnDesk(row.pk, _facts(row), row.team.name if row.team else "", row.hours.open_at(at))
        for row in rows.select_related("team").order_by("rank", "name")
    ]


def get_own_desk(actor: Actor, desk_id: UUID, *, at: datetime) -> OwnDesk:
    """Return one of them, or raise NotFound."""
    for desk in own_desks(actor, at=at):
        if desk.id == desk_id:
            return desk
    raise NotFound("We could not find that desk.")


def answering(
    actor: Actor, *, at: datetime, tried: DeskFacts | None = None, instead_of: UUID | None = None
) -> list[Answering]:
    """Return who is rung now, in the night, at the weekend and on the next bank holiday.

    With a desk as it would be: `tried` stands for the desk `instead_of`, or is one more.
    Nothing is saved.
    """
    can_administer(actor, actor.agency_id).require()
    rows = [row for row in _desks(agency_id=actor.agency_id) if row.pk != instead_of]
    if tried is not None:
        agency = Agency.objects.get(pk=actor.agency_id)
        facts = {name: getattr(tried, name) for name in ("name", "phone", "email", "texts_to")}
        rows.append(ContactPoint(agency=agency, openings=tried.openings, use=tried.use, **facts))
    found = []
    for moment in _moments(at):
        best = [_desk(row, moment) for row in _worst_first(rows, moment, None)][-1:]
        if not best or not best[0].is_open:
            best = [*best, *_covering({actor.agency_id}, moment).values()]
        found.append(Answering(moment, best[-1] if best else None))
    return found


def _moments(at: datetime) -> list[datetime]:
    """Return now, three in the coming night, noon of the coming Saturday and bank holiday."""
    local = at.astimezone(LONDON)
    night = local.replace(hour=3, minute=0, second=0, microsecond=0)
    night = night if night > local else _days_on(night, 1)
    noon = local.replace(hour=12, minute=0, second=0, microsecond=0)
    saturday = _days_on(noon, (SATURDAY - noon.weekday()) % 7)
    ahead = (_days_on(noon, days) for days in range(_HOLIDAY_WITHIN))
    holiday = (one for one in ahead if one > local and one.date() in bank_holidays(one.year))
    return [at, night, saturday if saturday > local else _days_on(saturday, 7), next(holiday)]


SATURDAY = 5
_HOLIDAY_WITHIN = 366


def _days_on(local: datetime, days: int) -> datetime:
    # By the calendar and not by hours: the clocks may change in between.
    return datetime.combine(local.date() + timedelta(days=days), local.time(), tzinfo=LONDON)


def _facts(row: ContactPoint) -> DeskFacts:
    return DeskFacts(
        row.name, row.phone, row.email, row.texts_to, DeskUse(row.use), row.openings, row.team_id
    )
