"""The refusals of working on an agreement."""

from safereturn.foundation.errors import Conflict, Invalid
from safereturn.foundation.yaml_tree import by_line


class NotADraft(Conflict):
    """This version can no longer be changed: start a new draft."""


class Overtaken(Conflict):
    """Somebody else has changed this since you opened it.

    Nothing is lost: `theirs` is what stands now, `yours` what was sent, `edits` what an
    edit of it has to be based on. Field name → words, in the same order in both.
    """

    def __init__(self, theirs: dict[str, str], yours: dict[str, str], edits: int | None) -> None:
        super().__init__()
        self.theirs, self.yours, self.edits = theirs, yours, edits


class Mistakes(Invalid):
    """The file has mistakes; nothing was changed. `mistakes` are (line, what to do)."""

    def __init__(self, mistakes: list[tuple[int, str]]) -> None:
        super().__init__(by_line(mistakes))
        self.mistakes = mistakes
