"""Draws what happens to one child of the region, from the published distributions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from safereturn.children.rules import FlagKind, Sex
from safereturn.episodes.rules import Finder
from safereturn.involvement.rules import Basis
from safereturn.ops.demo import chance, phrases
from safereturn.ops.demo import history as h
from safereturn.ops.demo.interviews import Interviews, Time
from safereturn.ops.demo.ledger import SERVICE
from safereturn.ops.demo.setting import Council, Force, Home, Setting
from safereturn.placements.rules import PlacementKind, Stay
from safereturn.risk.rules import Level

DAY = timedelta(days=1)
YEAR = 365.25
EIGHTEEN = timedelta(days=18 * YEAR - 2)


@dataclass(slots=True)
class Fates:
    """Draws lives, one after the other, all from the same dice."""

    dice: Random
    setting: Setting
    now: datetime
    years: int
    drawn: int = 0

    @property
    def begins(self) -> datetime:
        """Return when the region's records begin."""
        return self.now - timedelta(days=self.years * YEAR)

    def life(self, group: str, number: int) -> h.Life:
        """Return one child's life, as far as it has gone by now."""
        self.drawn += 1
        dice = self.dice
        council = self._council()
        times = self._times(group, number)
        home = self._home(council) if chance.likely(dice, chance.IN_CARE[group]) else None
        known = self._known(council, home, times)
        force = self.setting.forces[(home.force_id if home else None) or council.force_id]
        life = h.Life(known)
        interviews = Interviews(dice, council, force, times)
        for episode, time in enumerate(times):
            missing = self._missing(episode, time, force, home)
            life.happenings.extend(missing)
            due_at = next(it.at for it in missing if isinstance(it, h.Due))
            life.happenings.extend(interviews.after(episode, due_at))
        # What is later than now has not happened: the last ones are under way.
        life.happenings[:] = sorted(
            (it for it in life.happenings if it.at <= self.now), key=lambda it: it.at
        )
        return life

    def _council(self) -> Council:
        councils = self.setting.councils
        return chance.pick(self.dice, [(council, council.weight) for council in councils])

    def _times(self, group: str, number: int) -> list[Time]:
        """Return the times one after the other; the years are bent to a circle, so that the
        last months are as full as the others.
        """
        dice, length = self.dice, self.years * YEAR
        gaps = chance.GAP_OFTEN if group == "often" else chance.GAP
        offsets = [dice.random() * length]
        for _ in range(number - 1):
            offsets.append((offsets[-1] + chance.between(dice, gaps)) % length)
        times: list[Time] = []
        for offset in sorted(offsets):
            seen_at = self.begins + timedelta(days=offset)
            if times:
                seen_at = max(seen_at, times[-1].back_at + timedelta(hours=dice.uniform(2, 60)))
            if seen_at < self.now:
                times.append(self._time(seen_at))
        return times

    def _time(self, seen_at: datetime) -> Time:
        hours = chance.between(self.dice, chance.DURATION)
        wait = min(self.dice.uniform(0.2, 4), hours * 0.6)
        return Time(
            seen_at,
            seen_at + timedelta(hours=wait),
            seen_at + timedelta(hours=hours),
        )

    def _home(self, council: Council) -> Home:
        kind = chance.pick(
            self.dice,
            (
                (PlacementKind.CHILDRENS_HOME, 60),
                (PlacementKind.FOSTER, 22),
                (PlacementKind.SUPPORTED, 18),
            ),
        )
        homes = [home for home in self.setting.homes if home.kind is kind]
        inside = [home for home in homes if home.area_id == council.agency_id]
        outside = [home for home in homes if home.area_id != council.agency_id]
        far = chance.likely(self.dice, chance.OUT_OF_AREA)
        return self.dice.choice((outside if far else inside) or homes)

    def _known(self, council: Council, home: Home | None, times: list[Time]) -> h.Known:
        dice = self.dice
        sex = chance.pick(dice, chance.SEXES)
        added_at = times[0].seen_at - timedelta(days=dice.uniform(5, 400))
        age = timedelta(days=(chance.pick(dice, chance.AGES) + dice.random()) * YEAR)
        born = times[0].seen_at - age
        # Nobody here is a missing child of eighteen: the last time is before the birthday.
        born = max(born, times[-1].back_at - EIGHTEEN)
        return h.Known(
            at=max(added_at, born + 30 * DAY),
            by=council.worker,
            name=chance.name(dice, sex),
            born_on=born.date(),
            sex=Sex(sex),
            ethnicity=chance.pick(dice, chance.ETHNICITIES),
            council_number=f"R{self.drawn:06}",
            involved=tuple(self._involved(council, home)),
            stay=Stay(kind=home.kind, provider_id=home.agency_id) if home else None,
            legal_status=self._status(home),
            warnings=tuple(self._warnings(sex, times)),
        )

    def _involved(self, council: Council, home: Home | None) -> list[tuple[UUID, Basis]]:
        dice = self.dice
        force_id = (home.force_id if home else None) or council.force_id
        found = [(force_id, Basis.HOME_FORCE)]
        if home or chance.likely(dice, 0.4):
            found.append((dice.choice(self.setting.health), Basis.HEALTH))
        if chance.likely(dice, 0.85):
            found.append((dice.choice(self.setting.schools), Basis.SCHOOL))
        if chance.likely(dice, 0.12):
            found.append((dice.choice(self.setting.youth), Basis.YOUTH_JUSTICE))
        return found

    def _status(self, home: Home | None) -> tuple[str, str] | None:
        if home is None:
            return None
        return chance.pick(
            self.dice,
            ((("C2", "Full care order"), 60), (("V2", "Accommodated under section 20"), 40)),
        )

    def _warnings(self, sex: str, times: list[Time]) -> list[h.Warned]:
        dice, found = self.dice, []
        chances = ((FlagKind.SEXUAL_EXPLOITATION, chance.EXPLOITED[sex]), *phrases.OTHER_FLAGS)
        for kind, likely in chances:
            if not chance.likely(dice, likely):
                continue
            # Set when the child first came to notice, and looked at again since.
            at = times[0].seen_at - DAY
            checked_at = max(at, self.now - timedelta(days=dice.uniform(1, 80)))
            text, evidence = phrases.FLAGS[kind]
            found.append(
                h.Warned(
                    at=at,
                    kind=kind,
                    text=text,
                    evidence=evidence,
                    checked_at=checked_at,
                    review_on=(checked_at + timedelta(days=h.REVIEW_DAYS)).date(),
                )
            )
        return found

    def _missing(
        self, episode: int, time: Time, force: Force, home: Home | None
    ) -> list[h.Happening]:
        dice = self.dice
        finder = Finder(chance.pick(dice, chance.FINDERS))
        level = Level(chance.pick(dice, chance.LEVELS))
        entered_at = time.reported_at + timedelta(minutes=dice.uniform(1, 20))
        told_at = max(
            time.back_at + timedelta(minutes=dice.uniform(2, 50)),
            entered_at + timedelta(minutes=40),
        )
        happenings: list[h.Happening] = [
            h.Reported(
                at=entered_at,
                by=force.handler,
                episode=episode,
                what=phrases.circumstances(dice, time.seen_at, in_care=home is not None),
                reporter=phrases.reporter(dice, in_care=home is not None),
                reported_at=time.reported_at,
                police_ref=f"{time.reported_at:%d%m%y}-{self.drawn % 10000:04}{episode % 10}",
            ),
            h.Graded(
                at=entered_at + timedelta(minutes=dice.uniform(3, 35)),
                by=force.officer,
                episode=episode,
                level=level,
                reasons=phrases.reasons(dice, level),
            ),
        ]
        if finder is Finder.POLICE and time.back_at - entered_at > timedelta(hours=2):
            happenings.append(
                h.Found(
                    at=time.back_at - timedelta(hours=1),
                    by=force.officer,
                    episode=episode,
                    where=phrases.place(dice),
                    finder=finder,
                )
            )
        how = phrases.return_(dice, time.back_at, finder, in_care=home is not None)
        happenings.append(h.Returned(at=told_at, by=force.officer, episode=episode, how=how))
        happenings.append(h.Due(at=told_at + timedelta(seconds=2), by=SERVICE, episode=episode))
        happenings.append(self._check(episode, told_at, force))
        return happenings

    def _check(self, episode: int, told_at: datetime, force: Force) -> h.Checked:
        at = told_at + timedelta(hours=self.dice.uniform(1, 30))
        done = phrases.check(self.dice, at, force.officer.name, harmed=chance.HARMED)
        return h.Checked(at=at, by=force.officer, episode=episode, done=done)
