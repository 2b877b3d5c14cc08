"""Documents that are made from the code, so that they cannot say something else."""

from collections.abc import Iterator
from pathlib import Path

from safereturn.clocks.rules import LOCAL_DEFAULTS, NATIONAL_UNIT_AFTER, RETURN_INTERVIEW_WITHIN
from safereturn.ops import checkout
from safereturn.oversight.rules.record_of_processing import record_of_processing
from safereturn.reactions.table import REACTIONS
from safereturn.sharing.rules import (
    DEFAULT_AGREEMENT,
    DEFAULT_TEXTS,
    GATEWAY_WORDS,
    GATEWAYS,
    KIND_WORDS,
    LAWFUL_WORDS,
    TEXT_WORDS,
    TOLD_WORDS,
    WHILE_WORDS,
    Clause,
)

LOCAL = "local protocol: an area may change it"
FOLDER = checkout.ROOT / "docs" / "generated"
MADE = "*Made from the code by `make docs`; do not edit.*\n"


def documents() -> dict[Path, str]:
    """Return every document with its text."""
    return {
        FOLDER / "agreement.md": "\n".join(agreement()) + "\n",
        FOLDER / "what-happens-when.md": "\n".join(what_happens_when()) + "\n",
        FOLDER / "clocks.md": "\n".join(clocks()) + "\n",
        FOLDER / "data.md": "\n".join(data()) + "\n",
    }


def agreement() -> Iterator[str]:
    """Write the shipped information-sharing agreement as a table."""
    yield "# The information-sharing agreement that ships\n"
    yield MADE
    yield (
        "Who may see which kind of information, how deep, while what lasts, on which gateway. "
        "The clause that gives most counts. Nothing is given to an agency that stands in no "
        "current relation to the child; one that was only asked sees the name to match by.\n"
    )
    yield "| Clause | Kinds | To | While | How deep | Gateway |"
    yield "|---|---|---|---|---|---|"
    for clause in DEFAULT_AGREEMENT:
        yield _row(clause)
    yield "\nClause 0 is the statutory floor: it holds beneath every agreement, and without any.\n"
    yield from _vocabulary()
    for part, words in DEFAULT_TEXTS.items():
        yield f"\n## {TEXT_WORDS[part]}\n"
        yield words


def _vocabulary() -> Iterator[str]:
    yield "## Kinds of information, and what the child is told\n"
    yield "| In a file | In words | The child is told |"
    yield "|---|---|---|"
    for kind, words in KIND_WORDS.items():
        yield f"| `{kind}` | {words} | {TOLD_WORDS[kind]} |"
    yield "\n## Circumstances\n"
    for one, words in WHILE_WORDS.items():
        yield f"- `{one}`: {words}"
    yield "\n## Lawful bases\n"
    for basis, words in LAWFUL_WORDS.items():
        yield f"- `{basis}`: {words}"
    yield "\n## Gateways, by nation and date\n"
    yield (
        "A gateway is quoted only while it is in force there. “Not checked” was written from"
        " general knowledge: an area’s own lawyers confirm it before it is signed.\n"
    )
    yield "| In a file | Nation | Quoted as | From | Until | Source | |"
    yield "|---|---|---|---|---|---|---|"
    for row in GATEWAYS:
        since = f"{row.since}" if row.since else "its commencement, once written down"
        checked = "" if row.verified else "not checked"
        yield (
            f"| `{row.gateway}` | {row.nation.title()} | {row.words} | {since} |"
            f" {row.until or ''} | {row.source} | {checked} |"
        )


def _row(clause: Clause) -> str:
    kinds = ", ".join(sorted(clause.kinds)).replace("_", " ")
    to = ", ".join(sorted(clause.to_kinds) + sorted(clause.to_bases)) or "every agency involved"
    while_ = ", ".join(sorted(clause.while_)) or "always"
    parts = (
        clause.number,
        kinds,
        to.replace("_", " "),
        while_.replace("_", " "),
        clause.depth.name.lower(),
        GATEWAY_WORDS[clause.gateway],
    )
    return "| " + " | ".join(parts) + " |"


def what_happens_when() -> Iterator[str]:
    """Write the table of reactions."""
    yield "# What happens when\n"
    yield MADE
    yield "Each fact starts each of its jobs once, in the transaction that made it true.\n"
    yield "| Fact | What it says | Jobs |"
    yield "|---|---|---|"
    for fact, jobs in REACTIONS.items():
        says = (fact.__doc__ or "").strip().splitlines()[0]
        names = ", ".join(f"`{job.name}`" for job in jobs) or "none"
        yield f"| {fact.__name__} | {says} | {names} |"


def clocks() -> Iterator[str]:
    """Write the hours: the law's, and the starting values of local protocol."""
    yield "# How long things may take\n"
    yield MADE
    yield "| What | How long | Counted from | On whose authority |"
    yield "|---|---|---|---|"
    hours = RETURN_INTERVIEW_WITHIN.total_seconds() / 3600
    yield f"| return interview | {hours:g} h | return | statutory guidance (DfE 2014) |"
    hours = NATIONAL_UNIT_AFTER.total_seconds() / 3600
    yield f"| tell the national unit | {hours:g} h | report | NCA, information for police |"
    for kind, span in LOCAL_DEFAULTS.items():
        hours = span.length.total_seconds() / 3600
        words = kind.replace("_", " ")
        yield f"| {words} | {hours:g} h | {span.counted_from} | {LOCAL} |"


def data() -> Iterator[str]:
    """Write the record of processing."""
    yield "# What is recorded, and what becomes of it\n"
    yield MADE
    yield from record_of_processing()
