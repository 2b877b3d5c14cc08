"""Columns of the tables of `documents`."""

from safereturn.oversight.rules.keeping import Record, Table

TABLES = (
    Table(
        name="documents_photo",
        what="A photograph of the child: from where, on whose word it is kept",
        record=Record.CARE,
        child="child_id",
        controller="source_agency_id",
        key="id child_id digest",
        fact="added_at size withdrawn_at authority taken_on width height",
        words="authority_words withdrawn_because",
        others="given_by",
        worker="added_by_id withdrawn_by_id",
        agency="source_agency_id",
    ),
    Table(
        name="documents_document",
        what="A document about the child, or about one of their episodes",
        record=Record.CARE,
        child="child_id",
        controller="source_agency_id",
        key="id child_id episode_id digest",
        fact="added_at size withdrawn_at kind dated_on",
        words="words withdrawn_because",
        worker="added_by_id withdrawn_by_id",
        agency="source_agency_id",
        harm="words",
    ),
    Table(
        name="documents_content",
        what="The bytes of a photograph or a document; gone once it is withdrawn",
        record=Record.CARE,
        child="child_id",
        key="id child_id of_id",
        fact="form",
        about_child="bytes",
        harm="bytes",
    ),
)
