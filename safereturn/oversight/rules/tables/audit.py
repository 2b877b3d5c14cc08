"""Columns of the tables of `audit` and `foundation`: the log, the row history, the facts."""

from safereturn.oversight.rules.keeping import OPERATOR, Record, Sort, Table

TABLES = (
    Table(
        name="audit_entry",
        what="The log: who looked or changed, for which agency, when and why; never content",
        record=Record.LOG,
        controller="agency_id",
        key="id child_id child_ids refs xact appointment_id",
        fact="at act name roles reason rule door origin",
        worker="person_id asserted",
        agency="agency_id",
        json={"refs": {"*": Sort.KEY}, "origin": {"*": Sort.FACT}},
    ),
    Table(
        name="audit_change",
        what="A row as it was and as it became: emptied with its row, the digest stays",
        record=Record.HISTORY,
        controller=OPERATOR,
        key="id action_id row_id child_id xact digest scrubbed_by",
        fact="at table_name op",
        words="old new",
        hidden="salt",
        # Whole rows: each key is a column of a table here.
        json={"old": {"*": Sort.WORDS}, "new": {"*": Sort.WORDS}},
    ),
    Table(
        name="audit_head",
        what="A signed head of the sealed log",
        record=Record.LOG,
        controller=OPERATOR,
        key="number size root upto key public signature peaks",
        fact="at",
    ),
    Table(
        name="audit_seal",
        what="Leaves of the sealed log: digests",
        record=Record.LOG,
        controller=OPERATOR,
        key="number first size upto leaves",
    ),
    Table(
        name="audit_key",
        what="A public key, and who vouches for it",
        record=Record.LOG,
        controller=OPERATOR,
        key="id public handed_by handover",
        fact="at",
    ),
    Table(
        name="audit_witnessed",
        what="That a witness was sent a head",
        record=Record.LOG,
        controller=OPERATOR,
        key="id head witness",
        fact="at",
    ),
    Table(
        name="foundation_publishedfact",
        what="That something became true: identifiers, no content",
        record=Record.TRACE,
        child="child_id",
        key="id child_id body",
        fact="name published_at reacted_at",
        json={"body": {"*": Sort.KEY}},
    ),
    Table(
        name="foundation_startedreaction",
        what="Which job a fact has started",
        record=Record.TRACE,
        by=("fact_id", "foundation_publishedfact"),
        key="id fact_id",
        fact="job",
    ),
)
