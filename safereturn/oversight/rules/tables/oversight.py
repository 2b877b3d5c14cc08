"""Columns of the tables of `oversight`."""

from safereturn.oversight.rules.keeping import OPERATOR, Record, Table

TABLES = (
    Table(
        name="oversight_outsidelook",
        what="That an agency outside the case looked at the record",
        record=Record.ACCESS,
        child="child_id",
        controller="owner_agency_id",
        key="id child_id entry_id",
        fact="looked_at seen_at",
        worker="seen_by_id",
        agency="agency_id owner_agency_id",
    ),
    Table(
        name="oversight_monthfigure",
        what="How often an agency's people looked in a month",
        record=Record.SETTING,
        controller="agency_id",
        key="id",
        fact="month views emergencies restricted counted_at",
        agency="agency_id",
    ),
    Table(
        name="oversight_watch",
        what="Until when the log has been looked through",
        record=Record.TECHNICAL,
        controller=OPERATOR,
        key="id one",
        fact="looked_until",
    ),
)
