"""A child is found however the name is spelt; nobody else's children are shown."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safereturn.agencies.models import ContactPoint
from safereturn.audit.models import Entry
from safereturn.audit.record import looking, recording
from safereturn.children import actions, queries
from safereturn.children.models import Child
from safereturn.children.queries import Result
from safereturn.children.queries.finding import SHOWN
from safereturn.children.rules import DetailKind, IdentifierKind, NameKind
from safereturn.children.rules.finding import read_terms
from safereturn.foundation.actor import Actor, the_service
from safereturn.foundation.errors import Invalid
from safereturn.foundation.identity import acting
from safereturn.involvement.actions import open_
from safereturn.involvement.rules import Basis
from tests.domain.children.making import NOON, a_child
from tests.people import COORDINATOR, OFFICER, OUTSIDER

pytestmark = pytest.mark.usefixtures("town")

# Twenty invented children of the town: what is stored.
NAMES = (
    "Aaliyah Examplova", "Callum Sampleton", "Siobhán O’Placeholder", "Zoë Testwright",
    "Mohammed Inventi", "Kayleigh Fakenham-Mockford", "Oluwaseun Fictionade", "Łucja Próbna",
    "Thomas Madeup", "Catherine Pretendle", "Jayden Notreal", "Chloe Imaginari",
    "Finlay Dummyson", "Niamh Fabricate", "Rhys Ap-Esiampl", "Xavier Quillfeather",
    "Elizabeth Phantomley", "Yusuf Sampleoglu", "Isabella Makebelief", "Dylan Hypothet",
)  # fmt: skip

# What somebody types who has only heard it, or types in a hurry: at least two of each kind.
MISSPELT = (
    ("Aliyah Examplova", 0), ("Aaliya Exampelova", 0), ("Calum Sampleton", 1),
    ("Callum Sampelton", 1), ("Siobhan OPlaceholder", 2), ("Shiobhan O'Placeholder", 2),
    ("Siobhan O Placeholder", 2), ("Zoe Testright", 3), ("Zoey Testwright", 3),
    ("Mohamed Inventi", 4), ("Muhammad Inventy", 4), ("Mo Inventi", 4),
    ("Kayley Fakenham", 5), ("Caleigh Mockford", 5), ("Kayleigh Fakenam Mockford", 5),
    ("Oluwasuen Fictionade", 6), ("Oluwaseun Ficshonade", 6), ("Lucja Probna", 7),
    ("Lucya Prubna", 7), ("Tomas Madeup", 8), ("Tommy Madup", 8), ("Kathryn Pretendle", 9),
    ("Kate Pretendel", 9), ("Jaden Notreal", 10), ("Jayden Nottreal", 10),
    ("Cloe Imaginari", 11), ("Chloe Imaginary", 11), ("Finley Dummyson", 12),
    ("Finlay Dumyson", 12), ("Neve Fabricate", 13), ("Niahm Fabricat", 13),
    ("Rees Ap Esiampl", 14), ("Rhys Esiample", 14), ("Zavier Quillfeather", 15),
    ("Xavier Quilfether", 15), ("Libby Phantomley", 16), ("Elisabeth Fantomley", 16),
    ("Yousef Sampleoglu", 17), ("Yusuf Sampleogl", 17), ("Isabela Makebeleif", 18),
    ("Izzy Makebelief", 18), ("Dillon Hypothet", 19), ("Dylan Hipothet", 19),
    ("QUILLFEATHER", 15), ("quillfether", 15),
)  # fmt: skip


def search(text: str, *, by: Actor = OFFICER) -> Result:
    with acting(by, at=NOON), looking("test.search", by=by):
        return queries.search(by, text, at=NOON)


@pytest.fixture
def children(town: None) -> list[Child]:
    return [
        a_child(name, born=date(2010, 1 + place % 12, 1 + place))
        for place, name in enumerate(NAMES)
    ]


def test_each_misspelt_name_finds_the_child_first(children: list[Child]) -> None:
    missed = []
    for typed, place in MISSPELT:
        hits = [hit.card.name for hit in search(typed)]
        if hits[:1] != [NAMES[place]]:
            missed.append((typed, hits[:3]))
    assert not missed


def test_names_that_only_share_letters_are_not_shown(children: list[Child]) -> None:
    for typed in ("Zebediah Wolverine", "Bob", "Quentin"):
        assert list(search(typed)) == []


class TestWhy:
    @pytest.fixture(autouse=True)
    def ada(self, town: None) -> Child:
        child = a_child("Ada Invented", born=date(2011, 3, 4))
        actions.add_name(child.pk, NameKind.KNOWN_AS, "Addy", at=NOON, by=COORDINATOR)
        actions.add_identifier(
            child.pk, IdentifierKind.COUNCIL_ID, "EX-104", at=NOON, by=COORDINATOR
        )
        actions.add_detail(child.pk, DetailKind.PHONE, "07700 900123", at=NOON, by=COORDINATOR)
        return child

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("ada invented", ["Same name"]),
            ("Ada Invented harbour", ["Same home"]),
            ("Ada Inventid 04/03/2011", ["Similar name", "Same date of birth"]),
            ("Ada Invented 05/03/2011", ["Same name", "Different date of birth"]),
            (
                "Ada Invented 03/04/2011",
                ["Same name", "Day and month of birth the other way round"],
            ),
            ("addy", ["Also known by this name"]),
            ("4 March 2011", ["Same date of birth"]),
            ("ex-104", ["Same number"]),
            ("+44 7700 900 123", ["Same phone number"]),
            ("ZZ1 1ZZ", ["Same postcode"]),
            ("Harbour View", ["Same home"]),
        ],
    )
    def test_a_hit_says_why(self, typed: str, why: list[str]) -> None:
        [hit] = search(typed)
        assert set(why) <= set(hit.why)
        if typed == "Ada Invented harbour":
            return
        assert list(hit.why) == why

    def test_the_search_its_words_and_what_it_showed_are_in_the_trail(self, ada: Child) -> None:
        search("ada inventid")
        entry = Entry.objects.get(act="search")
        assert (entry.reason, entry.refs, entry.child_id) == ("ada inventid", [ada.ref], ada.pk)

    def test_who_was_compared_and_does_not_fit_was_not_looked_at(self, ada: Child) -> None:
        other = a_child("Ada Zzyzx")
        found = search("ada inventid mcquillan")
        assert [hit.card.ref for hit in found] == [ada.ref]
        assert Entry.objects.get(act="search").refs == [ada.ref] != [other.ref]

    def test_of_many_who_fit_the_best_are_listed_and_looked_at(self) -> None:
        made = [a_child(f"Ida Sampleton {'x' * number}") for number in range(SHOWN + 2)]
        found = search("Ida Sampleton")
        assert len(found) == SHOWN < len(made)
        assert len(Entry.objects.get(act="search").refs or ()) == SHOWN

    def test_a_search_that_finds_nobody_is_in_the_trail_too(self) -> None:
        search("nobody atall")
        assert Entry.objects.get(act="search").reason == "nobody atall"


class TestWhoSees:
    def test_an_outsider_learns_only_whom_to_ring_and_only_exactly(self) -> None:
        child = a_child("Ada Invented", born=date(2011, 3, 4))
        actions.add_identifier(child.pk, IdentifierKind.COUNCIL_ID, "EX-104", at=NOON, by=OFFICER)
        for near in ("Ada Invented", "04/03/2011", "Ada Inventid 04/03/2011", "Harbour View"):
            found = search(near, by=OUTSIDER)
            assert (found.hits, found.pointers) == ((), ())
        for exact in ("Invented Ada 4/3/2011", "EX-104"):
            found = search(exact, by=OUTSIDER)
            assert not found.hits
            [pointer] = found.pointers
            assert pointer.agency == "Exampleshire Council"
            assert pointer.desk is not None
            assert pointer.desk.phone == "01632 960001"
        assert not search("Ada Invented 04/03/2011", by=OFFICER).pointers

    def test_a_sealed_child_is_found_by_nobody_in_any_way(self) -> None:
        child = a_child("Ada Invented", born=date(2011, 3, 4))
        with recording("test.seal", by=the_service()):
            Child.objects.filter(pk=child.pk).update(sealed=True)
        for by in (OFFICER, COORDINATOR, OUTSIDER):
            found = search("Ada Invented 04/03/2011", by=by)
            assert (found.hits, found.pointers) == ((), ())

    def test_a_restricted_child_is_listed_without_detail(self) -> None:
        a_child("Ada Invented", born=date(2011, 3, 4), restricted=True)
        [hit] = search("Ada Inventid")
        assert (hit.card.name, hit.card.age, hit.why) == ("", None, ("Restricted record",))

    def test_an_agency_without_a_desk_is_named(self) -> None:
        child = a_child("Ada Invented", born=date(2011, 3, 4))
        with recording("test.desk", by=the_service()):
            ContactPoint.objects.all().update(ended_at=NOON)
        [pointer] = search("Ada Invented 04/03/2011", by=OUTSIDER).pointers
        assert (pointer.agency, pointer.desk) == ("Exampleshire Council", None)
        assert child.name not in str(pointer)


def test_nothing_typed_is_refused() -> None:
    with pytest.raises(Invalid, match="Enter a name"):
        search("  , ")


def test_it_costs_few_queries(children: list[Child]) -> None:
    with (
        acting(OFFICER, at=NOON),
        looking("test", by=OFFICER),
        CaptureQueriesContext(connection) as asked,
    ):
        queries.search(OFFICER, "Callum Sampelton harbour", at=NOON)
    assert len(asked) <= 5
    with (
        acting(OUTSIDER, at=NOON),
        looking("test", by=OUTSIDER),
        CaptureQueriesContext(connection) as asked,
    ):
        queries.search(OUTSIDER, f"{NAMES[0]} 01/01/2010", at=NOON)
    assert len(asked) <= 4


class TestHoweverManyKeysAreMet:
    """The database narrows in three ways, by numbers that no test has: each is tried here."""

    EACH_KEY, OWN_CHILDREN_FIRST, TWO_PARTS = (2_000, 10_000), (0, 10_000), (0, 0)

    def met(self, typed: str, way: tuple[int, int], *, by: Actor = OFFICER) -> dict[str, int]:
        parts = read_terms(typed).parts
        keys = [(key, number) for number, part in enumerate(parts) for key in sorted(part)]
        with acting(by, at=NOON), connection.cursor() as cursor:
            cursor.execute(
                "select c.name, m.weight from children_met(%s, %s, 100, %s, %s) m"
                " join children_child c on c.id = m.child_id",
                [[key for key, _ in keys], [part for _, part in keys], *way],
            )
            rows = cursor.fetchall()
        best: dict[str, int] = {}
        for name, weight in rows:
            best[name] = max(weight, best.get(name, 0))
        return best

    def test_each_way_finds_who_is_meant_before_all_others(self, children: list[Child]) -> None:
        for way in (self.EACH_KEY, self.OWN_CHILDREN_FIRST, self.TWO_PARTS):
            missed = []
            for typed, place in MISSPELT:
                met = self.met(typed, way)
                if not met or met.get(NAMES[place]) != max(met.values()):
                    missed.append((typed, met))
            assert not missed, way

    def test_the_first_two_find_the_same_whoever_else_has_a_relation(
        self, children: list[Child]
    ) -> None:
        for child in children:  # a second one of the same agency
            with recording("test.relation", by=OFFICER, child_id=child.pk):
                open_(child.pk, OFFICER.agency_id, Basis.SEARCHING_FORCE, because="test", at=NOON)
        for typed, _ in MISSPELT:
            assert self.met(typed, self.EACH_KEY) == self.met(typed, self.OWN_CHILDREN_FIRST)

    def test_who_meets_one_part_is_found_where_nobody_meets_two(
        self, children: list[Child]
    ) -> None:
        assert set(self.met("Callum Wolverine", self.TWO_PARTS)) == {"Callum Sampleton"}
        assert set(self.met("Wolverine Quillfeather", self.TWO_PARTS)) == {"Xavier Quillfeather"}
        assert self.met("Wolverine", self.TWO_PARTS) == {}

    def test_nobody_elses_child_is_met_in_any_way(self, children: list[Child]) -> None:
        for way in (self.EACH_KEY, self.OWN_CHILDREN_FIRST, self.TWO_PARTS):
            assert self.met("Callum Sampleton", way, by=OUTSIDER) == {}
            with connection.cursor() as cursor:  # nobody has said who asks
                keys = sorted(read_terms("Callum").keys)
                asked: list[Any] = [keys, [0] * len(keys), *way]
                cursor.execute("select from children_met(%s, %s, 100, %s, %s)", asked)
                assert not cursor.fetchall()
