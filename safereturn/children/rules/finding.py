"""The keys by which a child is found: equality only, so that no index leaks a name.

Each key starts with a letter that says what it is. A misspelt name is found because the
name as stored and the name as typed share a sound or are one letter apart: both sides
write down what is left when one letter is taken away, and the two meet.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# What a key is, and how much a hit on it says. Letters stand first in the key.
NAME, SOUND, NEAR, BORN, NUMBER, PHONE, POSTCODE, HOME, EXACT = "npdbitzhx"
WEIGHT = {
    EXACT: 20, NUMBER: 20, PHONE: 12, BORN: 8, POSTCODE: 5, NAME: 4, HOME: 3, SOUND: 2, NEAR: 1,
}  # fmt: skip

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "\u0131": "i",
    }
)
_APOSTROPHES = re.compile(r"['’‘`\u00b4]")
_NOT_A_LETTER = re.compile(r"[^\w]|_", re.UNICODE)
# The neighbourhood is written of the first letters only: a name costs at most eight keys.
_NEAR_LETTERS = 7
_NEAR_FROM = 4

# Short names in common use. Any of a line finds any other.
_NICKNAMES = (
    "alexander alexandra alex sasha sandy lexi", "alfred alfie fred", "benjamin ben benny",
    "catherine katherine kathryn kate katie cathy kat", "charles charlie charlotte lottie",
    "christopher chris kit", "daniel danny dan", "edward eddie ed ted teddy",
    "elizabeth eliza beth liz lizzie betty libby", "frances francis fran frankie",
    "isabella isabelle bella izzy", "jacob jake", "james jamie jim jimmy",
    "jessica jess jessie", "john jack johnny", "jonathan jon jonny", "joseph joe joey",
    "joshua josh", "madeleine maddie maddy", "margaret maggie meg peggy", "matthew matt matty",
    "michael mike mikey mick", "mohammed muhammad mohamed mohammad muhammed mo",
    "niamh neve neave", "caoimhe keeva", "saoirse seersha", "siobhan shevonne",
    "nicholas nick nicky", "oliver ollie", "olivia liv livvy", "patrick paddy pat",
    "rebecca becky becca", "robert rob robbie bob bobby", "samantha samuel sam sammy",
    "stephen steven steve stevie", "thomas tom tommy", "timothy tim", "victoria vicky tori",
    "william will bill billy liam", "zachary zak zac",
)  # fmt: skip
NICKNAMES: dict[str, frozenset[str]] = {}
for _line in _NICKNAMES:
    for _name in _line.split():
        NICKNAMES[_name] = NICKNAMES.get(_name, frozenset()) | frozenset(_line.split())

_HOME_WORDS = frozenset({"house", "home", "the", "children", "childrens", "and", "view", "care"})


def fold(text: str) -> str:
    """Return the text in small letters without accents, apostrophes and other signs."""
    lowered = _APOSTROPHES.sub("", text.casefold()).translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", lowered)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_NOT_A_LETTER.sub(" ", bare).split())


def tokens(name: str) -> list[str]:
    """Return the parts of a name; a hyphenated name is found by each part."""
    return [part for part in fold(name).split() if not part.isdigit()]


# In this order: each rule sees what the ones before have left.
_SOUNDS = (
    (r"mich(?=a)", "mik"), (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^x", "s"),
    (r"^wh", "w"),
    (r"ough", "o"), (r"augh", "a"), (r"eigh", "ay"), (r"igh", "i"), (r"ph", "f"),
    (r"sch|sh|tch|ch|ti(?=o)|ci(?=a)|si(?=o)", "X"), (r"th", "0"), (r"dg(?=[eiy])", "j"),
    (r"ck|q|kh", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"gh", "g"),
    (r"(?<=.)g(?=[eiy])|^g(?=[eiy])", "j"), (r"x", "ks"), (r"z", "s"), (r"v", "f"),
    (r"(?<=[aeiouy])w(?![aeiouy])|(?<=[aeiouy])h(?![aeiouy])", ""), (r"mb$", "m"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def sound(token: str) -> str:
    """Return how a name sounds, roughly, in English: its consonants, and its first vowel.

    Wanted of it: that Leigh meets Lee, Siobhan does not have to meet Shevonne (the list
    of nicknames and the neighbourhood do what a rule of spelling cannot).
    """
    said = token
    for pattern, instead in _SOUNDS:
        said = re.sub(pattern, instead, said)
    first, rest = said[:1], said[1:]
    first = "A" if first in "aeiouy" else first
    rest = re.sub(r"[aeiouyhw]", "", rest)
    return re.sub(r"(.)\1+", r"\1", first + rest)


def neighbourhood(token: str) -> set[str]:
    """Return the first letters of a name, and what is left of them without any one."""
    start = token[:_NEAR_LETTERS]
    if len(token) < _NEAR_FROM:
        return {start}
    return {start} | {start[:place] + start[place + 1 :] for place in range(len(start))}


def digits(text: str) -> str:
    """Return the digits of a text."""
    return re.sub(r"\D", "", text)


def number_key(value: str) -> str:
    """Return the key of an identifier, however it is spaced."""
    return f"{NUMBER}:{re.sub(r'[^0-9A-Z]', '', value.upper())}"


def phone_key(text: str) -> str | None:
    """Return the key of a phone number, or None if it is none. +44 and 0 are the same."""
    said = digits(text)
    said = said.removeprefix("0044").removeprefix("44").lstrip("0")
    return f"{PHONE}:{said}" if 9 <= len(said) <= 10 else None  # noqa: PLR2004 - UK numbers


_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)(?:\+44|0)[\d\s().-]{8,14}\d")


def postcode_keys(text: str) -> set[str]:
    """Return a key for each postcode that stands in an address."""
    return {f"{POSTCODE}:{(out + in_).upper()}" for out, in_ in _POSTCODE.findall(text)}


def phone_keys(text: str) -> set[str]:
    """Return a key for each phone number that stands in a text."""
    return {key for found in _PHONE.findall(text) if (key := phone_key(found))}


def birth_key(born: date) -> str:
    """Return the key of a date of birth."""
    return f"{BORN}:{born.isoformat()}"


def exact_key(name: str, born: date) -> str:
    """Return the key of a whole name with a date of birth: what the locator goes by."""
    return f"{EXACT}:{' '.join(sorted(tokens(name)))}|{born.isoformat()}"


def name_keys(name: str) -> set[str]:
    """Return the keys of one name: each part as it is, as it sounds, and nearly."""
    keys: set[str] = set()
    for part in tokens(name):
        keys.add(f"{NAME}:{part}")
        keys.add(f"{SOUND}:{sound(part)}")
        keys |= {f"{NEAR}:{near}" for near in neighbourhood(part)}
    return keys


def home_keys(name: str) -> set[str]:
    """Return the keys of a home's name: each word that tells homes apart."""
    words = [word for word in tokens(name) if word not in _HOME_WORDS]
    return {f"{HOME}:{word}" for word in words or tokens(name)}


def identity_keys(names: Iterable[str], born: date | None) -> set[str]:
    """Return every key of who a child is: all their names, and the date of birth."""
    keys: set[str] = set()
    for name in names:
        keys |= name_keys(name)
        if born:
            keys.add(exact_key(name, born))
    return keys | ({birth_key(born)} if born else set())


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody typed into the one box, taken apart."""

    text: str
    names: tuple[str, ...] = ()
    born: tuple[date, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    parts: tuple[frozenset[str], ...] = ()
    """The keys of each thing that was typed: a word, a date, a number. A child that meets
    two of them is likelier meant than one that meets one."""

    @property
    def keys(self) -> frozenset[str]:
        """Return all keys by which to look."""
        return frozenset().union(*self.parts)

    def __bool__(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(self.parts)

    @property
    def strong_keys(self) -> frozenset[str]:
        """Return the keys that name one child: what an agency not involved may ask by."""
        exact = {exact_key(" ".join(self.names), born) for born in self.born if self.names}
        return frozenset(exact | {number_key(number) for number in self.numbers})


_DATES = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})[/. -](\d{1,2})[/. -](\d{2,4})\b")
_WRITTEN_DATE = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?\s+(\d{4})\b", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NUMBER = re.compile(r"\b(?=[A-Za-z/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]{3,}\b")
_NHS = re.compile(r"\b\d{3} \d{3} \d{4}\b")


def read_terms(text: str) -> Terms:
    """Take apart what was typed: dates, phone numbers, postcodes, identifiers, names."""
    text = text.replace("\0", " ")  # which the database takes nowhere
    left, born = _take_dates(text)
    phones, left = phone_keys(left), _PHONE.sub(" ", left)
    postcodes, left = postcode_keys(left), _POSTCODE.sub(" ", left)
    numbers = [found.replace(" ", "") for found in _NHS.findall(left)]
    left = _NHS.sub(" ", left)
    numbers += _NUMBER.findall(left)
    names = tokens(_NUMBER.sub(" ", left))
    whole = phones | postcodes | {number_key(number) for number in numbers}
    parts = [_wanted(name) for name in names] + [{key} for key in sorted(whole)]
    for day in born:
        exact = {exact_key(" ".join(names), day)} if names else set()
        parts.append({birth_key(day)} | exact)
    return Terms(
        text=text.strip(),
        names=tuple(names),
        born=tuple(born),
        numbers=tuple(numbers),
        phones=frozenset(phones),
        postcodes=frozenset(postcodes),
        parts=tuple(map(frozenset, parts)),
    )


def _wanted(name: str) -> set[str]:
    others = {f"{NAME}:{other}" for other in NICKNAMES.get(name, ())}
    return name_keys(name) | {f"{HOME}:{name}"} | others


def _take_dates(text: str) -> tuple[str, list[date]]:
    found: list[date] = []
    for match in _DATES.finditer(text):
        iso, day, month, year = match[1], match[4], match[5], match[6]
        parts = (iso, match[2], match[3]) if iso else (_century(year), month, day)
        found += _real(*(int(part) for part in parts))
    for match in _WRITTEN_DATE.finditer(text):
        start = match[2][:3].lower()
        if start in _MONTHS:
            found += _real(int(match[3]), _MONTHS.index(start) + 1, int(match[1]))
    left = _DATES.sub(" ", text)
    return (_WRITTEN_DATE.sub(" ", left) if found else left), found


def _century(year: str) -> str:
    return year if len(year) == 4 else f"20{year[-2:]}"  # noqa: PLR2004 - a year has four


def _real(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []
