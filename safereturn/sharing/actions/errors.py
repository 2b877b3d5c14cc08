"""The refusals of working on an agreement."""

from safereturn.foundation.errors import Conflict, Invalid


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
        lines = [f"Line {line}: {words}" for line, words in mistakes]
        super().__init__("\n".join(lines))
        self.mistakes = mistakes
