"""Documents that are made from the code, so that they cannot say something else."""

from collections.abc import Iterator
from pathlib import Path

from safereturn.clocks.rules import (
    COUNTED_FROM,
    FIXED,
    NOT_STARTED,
    SHIPPED,
    Breach,
    Protocol,
    Rule,
    write_protocol,
)
from safereturn.foundation.actor import AgencyKind
from safereturn.ops import checkout
from safereturn.oversight.rules.record_of_processing import record_of_processing
from safereturn.oversight.rules.schedule import SCHEDULE, Since
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
        FOLDER / "retention.md": "\n".join(retention()) + "\n",
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
    yield (
        "Each fact queues one job, `react`, in the transaction that made it true. It does what"
        " tells somebody at once, each in a transaction of its own, and queues itself behind for"
        " the rest; what fails becomes a job by itself, which is tried again.\n"
    )
    yield "| Fact | What it says | Jobs |"
    yield "|---|---|---|"
    for fact, jobs in REACTIONS.items():
        says = (fact.__doc__ or "").strip().splitlines()[0]
        names = ", ".join(f"`{job.name}`" for job in jobs) or "none"
        yield f"| {fact.__name__} | {says} | {names} |"


def clocks() -> Iterator[str]:
    """Write the protocol that ships: the law's hours, and the starting values of an area's."""
    yield "# How long things may take, and who is told\n"
    yield MADE
    yield (
        "The law’s hours are constants; everything else an area may change, on its pages or as a"
        " file. Hours run on through nights and weekends; a day ends at the same time on a London"
        " clock; working days leave out weekends and the bank holidays of England and Wales.\n"
    )
    yield "| Rule | How long | Counted from | On whose authority | Who is told | A breach |"
    yield "|---|---|---|---|---|---|"
    for rule in SHIPPED.rules.values():
        yield "| " + " | ".join(_cells(rule)) + " |"
    yield "\n## The same as a file\n"
    yield "```yaml"
    yield write_protocol(Protocol("Exampleshire", SHIPPED.rules, None, ("Exampleshire Council",)))
    yield "```"


def _cells(rule: Rule) -> Iterator[str]:
    yield rule.words or rule.key.replace("_", " ")
    yield str(rule.length or "a person says")
    yield COUNTED_FROM[rule.begin]
    yield FIXED[rule.kind].source if rule.kind in FIXED else LOCAL
    yield "; ".join(
        f"{step}: {', '.join(str(who).replace('_', ' ') for who in step.who)}"
        for step in rule.steps
    )
    if rule.kind in NOT_STARTED:
        yield "nothing starts it yet"
    else:
        yield "is graded again" if rule.breach is Breach.GRADE_AGAIN else "is told"


def data() -> Iterator[str]:
    """Write the record of processing."""
    yield "# What is recorded, and what becomes of it\n"
    yield MADE
    yield from record_of_processing()


def retention() -> Iterator[str]:
    """Write the retention schedule as it ships."""
    yield "# How long what is kept\n"
    yield MADE
    yield (
        "Whoever controls a record decides; the first line that fits holds. “Unverified” was not"
        " read in its source: an agency confirms it or enters its own on the page *How long we"
        " keep what*. Nothing goes without a named person's decision.\n"
    )
    yield "| Records | Controller | Years | From | Source | |"
    yield "|---|---|---|---|---|---|"
    for line in SCHEDULE:
        whose = ", ".join(sorted(line.kinds)) if len(line.kinds) < len(AgencyKind) else "others"
        since = "birth" if line.since is Since.BIRTH else "end of the last episode"
        death = f"; {line.after_death} from death under 18" if line.after_death else ""
        yield (
            f"| {line.words} | {whose.replace('_', ' ')} | {line.years}{death} | {since} |"
            f" {line.source} | {line.label or 'law'} |"
        )
