"""What is given is written down; agreements are drafted, discussed, signed and dated."""

from safereturn.sharing.actions.discussing import answer_comment, comment, record_review
from safereturn.sharing.actions.drafting import (
    import_yaml,
    make_area,
    propose,
    remove_clause,
    reopen,
    save_clause,
    save_parties,
    save_text,
    set_keeper,
    start_draft,
)
from safereturn.sharing.actions.errors import Mistakes, NotADraft, Overtaken
from safereturn.sharing.actions.ledger import (
    Gift,
    disclose,
    disclose_all,
    mark_item_opened,
    mark_opened,
    met_withheld,
)
from safereturn.sharing.actions.signing import (
    commence,
    decline,
    put_in_force_from,
    sign,
    withdraw,
)

__all__ = [
    "Gift",
    "Mistakes",
    "NotADraft",
    "Overtaken",
    "answer_comment",
    "commence",
    "comment",
    "decline",
    "disclose",
    "disclose_all",
    "import_yaml",
    "make_area",
    "mark_item_opened",
    "mark_opened",
    "met_withheld",
    "propose",
    "put_in_force_from",
    "record_review",
    "remove_clause",
    "reopen",
    "save_clause",
    "save_parties",
    "save_text",
    "set_keeper",
    "sign",
    "start_draft",
    "withdraw",
]
