"""A YAML file read as a tree that knows its lines, so that every mistake is told by its line.

Never as Python objects, and never half: whoever reads gathers all mistakes and gives back
either the whole or the list of them.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from safereturn.foundation.sentences import Sentence, marked, sentence, sentences, together

E = TypeVar("E", bound=StrEnum)
Mistake = tuple[int, str]

YES_NO = {"yes": True, "true": True, "no": False, "false": False}
# What the library says of a file, as somebody who writes one understands it.
PLAIN = sentences(
    {
        "mapping values are not allowed here": "put words with a colon in quotes, or mend how far"
        " the line is indented",
        "could not find expected ':'": "write a colon and a space after the name of the field",
    }
)
MOST = 200_000  # characters: what people agree on is a few pages


@dataclass(slots=True)
class Tree:
    """Reads one file and gathers its mistakes."""

    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, node: yaml.Node, words: str, /, **parts: object) -> None:
        """Write down a mistake at the line where this stands; the words as for `sentence`."""
        said = sentence(words, **parts) if parts else words
        self.mistakes.append((node.start_mark.line + 1, said))

    def root(self, text: str, what: str) -> yaml.Node | None:
        """Return the tree. Tabs are told line by line, and read as spaces to find the rest."""
        if len(text) > MOST:
            self.mistakes.append(
                (1, sentence("The file is too long to be {what}.", what=marked(what)))
            )
            return None
        lines = list(self._untabbed(text.splitlines()))
        try:
            root = yaml.compose("\n".join(lines) + "\n", Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = mark.line + 1 if mark else 1
            plain = PLAIN.get(error.problem or "", marked(str(error.problem)))
            self.mistakes.append(
                (at, sentence("This cannot be read as YAML: {plain}.", plain=plain))
            )
            return None
        except (yaml.YAMLError, RecursionError):
            self.mistakes.append((1, "This cannot be read as YAML: is it the right file?"))
            return None
        if root is None:
            self.mistakes.append((1, "The file is empty."))
        return root

    def _untabbed(self, lines: Iterable[str]) -> Iterator[str]:
        """Return the lines, those that begin with a tab as deep as the one before them."""
        deep = 0
        for number, line in enumerate(lines, 1):
            words = line.lstrip()
            if words and "\t" in line[: len(line) - len(words)]:
                self.mistakes.append((number, "Indent with spaces: this line begins with a tab."))
                yield " " * deep + words
                continue
            if words:
                deep = len(line) - len(words.removeprefix("- "))
            yield line

    def mapping(self, node: yaml.Node, fields: Iterable[str], what: str) -> dict[str, yaml.Node]:
        """Return field → value; say which are unknown or given twice."""
        fields = list(fields)
        found: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "Write {what} as lines of “field: value”.", what=marked(what))
            return found
        for key, value in node.value:
            name = str(key.value)
            if name not in fields:
                self.wrong(
                    key,
                    "“{name}” is not a field of {what}{near}.",
                    name=name,
                    what=marked(what),
                    near=near(name, fields),
                )
            elif name in found:
                self.wrong(
                    key,
                    "“{name}” is given twice in {what}: keep one.",
                    name=name,
                    what=marked(what),
                )
            else:
                found[name] = value
        return found

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """Return the entries of a list; a single word stands for a list of one."""
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if isinstance(node, yaml.ScalarNode):
            return [node] if node.value else []
        self.wrong(node, "Write {what} as a list.", what=marked(what))
        return []

    def word(self, node: yaml.Node | None, what: str) -> str:
        """Return one value as it was typed."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, "Write {what} as one value.", what=marked(what))
            return ""
        return str(node.value)

    def one(self, node: yaml.Node, values: type[E], what: str) -> E | None:
        """Return one word of a vocabulary."""
        word = self.word(node, what)
        if word in list(values):
            return values(word)
        meant = near(word, list(values)) or sentence(": write {one_of}", one_of=_one_of(values))
        self.wrong(
            node, "“{word}” is not {what}{meant}.", word=word, what=marked(what), meant=meant
        )
        return None

    def some(self, node: yaml.Node | None, values: type[E], what: str) -> frozenset[E]:
        """Return the words of a vocabulary that a list names."""
        read = (
            self.one(item, values, what)
            for item in self.items(node, sentence("each as {what}", what=marked(what)))
        )
        return frozenset(value for value in read if value is not None)

    def day(self, node: yaml.Node | None, what: str) -> date | None:
        """Return a date, or say how to write one."""
        word = self.word(node, what)
        if node is None or not word:
            return None
        try:
            return date.fromisoformat(word)
        except ValueError:
            self.wrong(
                node, "“{word}” is not a date: write year-month-day, as 2026-12-01.", word=word
            )
            return None

    def yes(self, node: yaml.Node | None, what: str, *, otherwise: bool) -> bool:
        """Return yes or no; `otherwise` where nothing is said."""
        if node is None:
            return otherwise
        word = self.word(node, what).lower()
        if word not in YES_NO:
            self.wrong(node, "“{word}” is neither yes nor no.", word=word)
        return YES_NO.get(word, otherwise)

    def told(self) -> list[Mistake]:
        """Return the mistakes, each once, by line."""
        return sorted(set(self.mistakes))


def by_line(mistakes: Iterable[Mistake]) -> Sentence:
    """Return mistakes as one text, each with its line."""
    lines = (sentence("Line {line}: {words}", line=n, words=marked(words)) for n, words in mistakes)
    return together(lines, "\n")


def _one_of(values: Iterable[str]) -> str:
    *first, last = (str(one) for one in values)
    return sentence("{first} or {last}", first=", ".join(first), last=last) if first else last


def near(word: str, among: Iterable[str]) -> str:
    """Return what was probably meant, as it is written, in brackets; nothing if nothing is near."""
    if "," in word:
        return sentence(" (several are written as a list: [{word}])", word=word)
    written = {str(one).casefold(): str(one) for one in among}
    close = difflib.get_close_matches(word.casefold(), list(written), n=1)
    return sentence(" (did you mean “{word}”?)", word=written[close[0]]) if close else ""
