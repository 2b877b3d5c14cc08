"""How hard a sentence is to read: the Flesch–Kincaid grade, a school year in the USA.

The grade is 0.39 times the words a sentence, and 11.8 times the syllables a word, less
15.59 (Kincaid, Fishburne, Rogers and Chissom, 1975, for the US Navy). Grade 7 is read at
twelve.
"""

import re
from itertools import pairwise

# Words whose letters do not say how they are spoken.
SPOKEN = {
    "area": 3, "being": 2, "people": 2, "police": 2, "something": 2, "someone": 2, "sometimes": 2,
    "safe": 1, "were": 1, "there": 1, "here": 1, "are": 1, "anything": 3, "youth": 1, "justice": 2,
    "family": 3, "trying": 2, "doctors": 2, "quiet": 2, "idea": 3, "science": 2, "created": 3,
}  # fmt: skip
VOWELS = "aeiouy"


def syllables(word: str) -> int:
    """Count the syllables of an English word: its groups of vowels, the silent e aside."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if word in SPOKEN:
        return SPOKEN[word]
    groups = len(re.findall(rf"[{VOWELS}]+", word))
    if re.search(r"[^aeiouyl]e$|[^aeioutd]ed$|[^aeiouscxz]es$", word) and groups > 1:
        groups -= 1
    return max(1, groups)


def sentences(text: str) -> list[str]:
    """Split a text at its full stops, question and exclamation marks."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]


def grade(text: str) -> float:
    """Return the Flesch–Kincaid grade of a text."""
    words = re.findall(r"[A-Za-z’']+", text)
    count = len(sentences(text))
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / count + 11.8 * spoken / len(words) - 15.59


def hardest(texts: list[str]) -> tuple[float, str]:
    """Return the sentence that is hardest to read, each taken alone."""
    return max((grade(one), one) for text in texts for one in sentences(text))


def repeats(text: str) -> bool:
    """Say whether a word stands twice in a row, as in "the the"."""
    words = re.findall(r"[A-Za-z’']+", text.lower())
    return any(a == b for a, b in pairwise(words))
