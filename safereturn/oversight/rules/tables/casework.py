"""Columns of the tables of `casework` and `notifications`."""

from safereturn.oversight.rules.keeping import OPERATOR, Record, Sort, Table

TABLES = (
    Table(
        name="casework_draft",
        what="What one person has typed and not finished; forgotten after 30 days",
        record=Record.UNFINISHED,
        controller=OPERATOR,
        key="id key path",
        fact="saved_at",
        words="data",
        worker="owner_id",
        json={"data": {"*": Sort.WORDS}},
    ),
    Table(
        name="casework_press",
        what="That a form was sent, so that sending it twice does it once",
        record=Record.UNFINISHED,
        controller=OPERATOR,
        key="key path",
        fact="pressed_at",
        worker="owner_id",
    ),
    Table(
        name="casework_knock",
        what="How often somebody came to a door without sign-in",
        record=Record.TECHNICAL,
        controller=OPERATOR,
        key="bucket",
        fact="window_at times",
    ),
    Table(
        name="notifications_notice",
        what="One line in an agency's list: a reference and a link",
        record=Record.TRACE,
        child="child_id",
        controller="agency_id",
        key="id key child_id reference path number",
        fact="kind urgent made_at opened_at",
        worker="person_id opened_by_id",
        agency="agency_id",
    ),
    Table(
        name="notifications_delivery",
        what="One message to one address: a reference and a link",
        record=Record.TRACE,
        by=("notice_id", "notifications_notice"),
        key="id notice_id",
        fact="channel state attempts made_at try_at sent_at fault",
        worker="address",
    ),
)
