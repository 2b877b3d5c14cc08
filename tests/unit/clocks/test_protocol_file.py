"""A protocol as a file: what ships goes out and comes back; ten mistakes are ten messages."""

from datetime import date

import pytest

from safereturn.clocks.rules import (
    FIXED,
    SHIPPED,
    Begin,
    Breach,
    ClockKind,
    Known,
    Party,
    Protocol,
    Strength,
    read_protocol,
    write_protocol,
)

KNOWN = Known(["Exampleshire Council", "Exampleshire Police"], date(2026, 12, 1))
HEAD = "protocol: Exampleshire\nfor: [Exampleshire Council, Exampleshire Police]\n"


def read(rules: str, head: str = HEAD) -> Protocol | list[tuple[int, str]]:
    return read_protocol(head + "rules:\n" + rules, KNOWN)


def test_what_ships_comes_back_unchanged() -> None:
    whole = Protocol("Exampleshire", SHIPPED.rules, date(2026, 12, 24), ("Exampleshire Council",))
    assert read_protocol(write_protocol(whole), KNOWN) == whole


def test_the_laws_lengths_are_the_laws() -> None:
    for kind, fixed in FIXED.items():
        rule = SHIPPED.of_kind(kind)
        assert rule is not None
        assert (rule.length, rule.strength) == (fixed.length, fixed.strength)
    local = [rule for rule in SHIPPED.rules.values() if rule.kind not in FIXED]
    assert {r.strength for r in local} == {Strength.LOCAL_PROTOCOL, Strength.SET_BY_PERSON}


def test_every_elapsed_step_says_from_when_it_counts() -> None:
    elapsed = {str(r.length): r.begin for r in SHIPPED.rules.values() if r.ends_itself}
    assert list(elapsed) == ["24 hours", "48 hours", "72 hours", "5 days", "7 days", "28 days"]
    assert set(elapsed.values()) == {Begin.LAST_SEEN, Begin.REPORTED}
    counts = [str(rule.count) for rule in SHIPPED.rules.values() if rule.count]
    assert counts == ["2 ever", "3 in 30 days", "3 in 90 days"]


def test_every_kind_has_its_rule_and_its_step() -> None:
    own = {ClockKind.ELAPSED, ClockKind.REPEAT, ClockKind.LOCAL}
    assert {rule.kind for rule in SHIPPED.rules.values()} - own == set(ClockKind) - own
    for rule in SHIPPED.rules.values():
        assert rule.steps
        assert all(step.who for step in rule.steps)


def test_an_area_says_what_differs_and_what_is_its_own() -> None:
    found = read("""\
  - rule: first_grading
    within: 30 minutes
    tell:
      - {when: 10 minutes before, who: owner}
      - {when: due, who: [owner supervisor, responsible_authority]}
    pause: yes
  - rule: ring_the_home
    words: Ring the home
    from: reported
    until: [over, done]
    owner: responsible_authority
    within: 2 hours
    tell: [{when: due, who: owner senior}]
  - rule: four_in_a_year
    words: Missing four times in a year
    from: reported
    owner: responsible_authority
    count: 4 in 365 days
    within: 3 working days
    tell: [{when: start, who: owner}]
""")
    assert isinstance(found, Protocol)
    first, home, year = found.rules.values()
    assert (str(first.length), first.pause, first.begin) == ("30 minutes", True, Begin.REPORTED)
    assert [str(step) for step in first.steps] == ["10 minutes before", "due"]
    assert (home.kind, home.owner) == (ClockKind.LOCAL, Party.RESPONSIBLE_AUTHORITY)
    assert (year.kind, str(year.count)) == (ClockKind.REPEAT, "4 in 365 days")
    beneath = found.over(SHIPPED)
    assert beneath.rules["return_interview"] == SHIPPED.rules["return_interview"]
    assert "missing_24_hours" not in beneath.rules, "an area without the ladder has none"


TEN = """\
protocol: Exampleshire
begins: 2026-11-30
for: [Exampleshire Council, Exampelshire Police]
rules:
  - rule: return_interview
    within: 5 days
    pause: yes
  - rule: first_grading
    within: soon
    tell:
      - {when: 10 minutes befor, who: owner}
      - {when: due, who: forse}
  - rule: risk_review
    within: 4 hours
  - rule: Ring the home
    words: Ring
    from: reported
    owner: nobody
    within: 2 hours
    tell: [{when: due, who: owner}]
  - rule: lowest_review
    within: 96 hours
  - rule: answer
    until: over
"""


def test_ten_mistakes_are_ten_messages_each_with_its_line() -> None:
    found = read_protocol(TEN, KNOWN)
    assert isinstance(found, list)
    lines = [2, 3, 6, 7, 9, 11, 12, 14, 15, 18, 22, 24]
    assert [line for line, _ in found] == lines
    said = dict(found)
    assert said[2] == "It begins in the past: give today or a later day."
    assert "did you mean “Exampleshire Police”?" in said[3]
    assert said[6].startswith("Return interview is 72 hours: statutory guidance")
    assert "can never be paused" in said[7]
    assert said[9] == (
        "“soon” is no length of time: write minutes, hours, days or working days, as “72 hours”."
    )
    assert "“10 minutes befor” is no moment of a clock" in said[11]
    assert "did you mean “force”?" in said[12]
    assert "A person sets the time of risk_review" in said[14]
    assert "“nobody” is not a party" in said[18]
    assert said[22] == "The latest review is at most 72 hours."


@pytest.mark.parametrize(
    ("rules", "line", "words"),
    [
        ("  - words: x\n", 4, "“rule” is missing"),
        ("  - first_grading\n", 4, "Write a rule as lines"),
        ("  - rule: answer\n    tell: []\n", 5, "a deadline that nobody hears of is none"),
        ("  - rule: answer\n    tell: [{when: due}]\n", 5, "A step says “when” and “who”"),
        (
            "  - rule: answer\n    tell: [{when: due, who: owner}, {when: due, who: force}]\n",
            5,
            "“due” is there already",
        ),
        ("  - rule: answer\n  - rule: answer\n", 5, "“answer” is there already"),
        ("  - rule: answer\n    breach: panic\n", 5, "“panic” is not what a breach does"),
        ("  - rule: lowest_review\n    breach: tell\n", 5, "always ends in grading again"),
        ("  - rule: my_own\n", 4, "“from” is missing in my_own"),
        ("  - rule: first_gradin\n", 4, "(did you mean “first_grading”?)"),
        ("  - rule: my_own\n    kind: answer\n", 5, "A rule of your own is “local”"),
        ("  - rule: my_own\n    count: often\n", 5, "“often” is no count"),
        ("  - rule: my_own\n    from: asked\n", 5, "counts from one of"),
        ("  - rule: my_own\n    until: disposed\n", 5, "ends with one of"),
        ("  - rule: answer\n    tell: [{when: due, who: owner boss}]\n", 5, "nobody that can be"),
    ],
)
def test_each_mistake_says_what_to_do(rules: str, line: int, words: str) -> None:
    found = read(rules)
    assert isinstance(found, list)
    assert [said for at, said in found if at == line and words in said], found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The file is empty."),
        ("protocol: X\n", "“rules” is missing: add it."),
        ("protocol: X\nfor: []\nrules: []\n", "Say which agencies follow it"),
        ("[1, 2", "cannot be read as YAML"),
        ("x" * 200_001, "too long to be a protocol"),
        ("protocol: X\nfor: {a: b}\nrules: []\n", "Write the agencies it is for as a list."),
    ],
)
def test_files_that_are_none(text: str, words: str) -> None:
    found = read_protocol(text, KNOWN)
    assert isinstance(found, list)
    assert any(words in said for _, said in found), found


def test_a_file_of_another_area_is_refused() -> None:
    found = read_protocol(HEAD + "rules: []\n", Known(KNOWN.agencies, KNOWN.on, "Sampleford"))
    assert found == [(1, "This file is for “Exampleshire”, not for Sampleford.")]


def test_the_lowest_level_always_upgrades() -> None:
    rule = SHIPPED.of_kind(ClockKind.LOWEST_REVIEW)
    assert rule is not None
    assert rule.breach is Breach.GRADE_AGAIN


def test_who_asked_is_told_only_where_somebody_has_asked() -> None:
    found = read("""\
  - rule: trigger_answer
    within: 10 working days
    tell: [{when: due, who: [owner, asker senior]}]
""")
    assert isinstance(found, Protocol)
    assert [str(who) for who in found.rules["trigger_answer"].steps[0].who] == [
        "owner", "asker senior",
    ]  # fmt: skip
    wrong = read("""\
  - rule: first_grading
    tell: [{when: due, who: asker}]
  - rule: ring_the_home
    words: Ring the home
    from: reported
    owner: asker
    within: 2 hours
    tell: [{when: due, who: owner}]
""")
    assert isinstance(wrong, list)
    said = "Only in trigger_answer has somebody asked: take “asker” out."
    assert [(line - 3, words) for line, words in wrong] == [(2, said), (6, said)]
