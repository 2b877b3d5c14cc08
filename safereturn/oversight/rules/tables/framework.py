"""Columns of the tables of Django, of sign-in and of the job queue."""

from safereturn.oversight.rules.keeping import OPERATOR, Record, Sort, Table


def _technical(name: str, what: str, columns: str) -> Table:
    return Table(name=name, what=what, record=Record.TECHNICAL, controller=OPERATOR, key=columns)


TABLES = (
    Table(
        name="account_emailaddress",
        what="A worker's address for sign-in",
        record=Record.WORKFORCE,
        controller=OPERATOR,
        key="id",
        fact="verified primary",
        worker="email user_id",
    ),
    Table(
        name="account_emailconfirmation",
        what="That an address was confirmed",
        record=Record.WORKFORCE,
        controller=OPERATOR,
        key="id email_address_id",
        fact="created sent",
        hidden="key",
    ),
    Table(
        name="mfa_authenticator",
        what="A worker's second factor",
        record=Record.WORKFORCE,
        controller=OPERATOR,
        key="id",
        fact="type created_at last_used_at",
        worker="user_id",
        hidden="data",
        json={"data": {"*": Sort.HIDDEN}},
    ),
    Table(
        name="usersessions_usersession",
        what="Where a worker is signed in",
        record=Record.TECHNICAL,
        controller=OPERATOR,
        key="id",
        fact="created_at last_seen_at user_agent",
        worker="user_id ip",
        hidden="session_key data",
        json={"data": {"*": Sort.HIDDEN}},
    ),
    Table(
        name="django_session",
        what="A session, until it ends",
        record=Record.TECHNICAL,
        controller=OPERATOR,
        fact="expire_date",
        hidden="session_key session_data",
    ),
    Table(
        name="safereturn_cache",
        what="What sign-in counts, by digest",
        record=Record.TECHNICAL,
        controller=OPERATOR,
        fact="expires",
        hidden="cache_key value",
    ),
    Table(
        name="procrastinate_jobs",
        what="A job: identifiers, no content; swept when done",
        record=Record.TECHNICAL,
        controller=OPERATOR,
        key="id queue_name task_name lock args queueing_lock worker_id",
        fact="status scheduled_at attempts priority abort_requested",
        json={"args": {"*": Sort.KEY}},
    ),
    _technical("procrastinate_events", "What became of a job", "id job_id type at"),
    _technical(
        "procrastinate_periodic_defers",
        "When a periodic job was last put in the queue",
        "id task_name defer_timestamp job_id periodic_id",
    ),
    _technical("procrastinate_workers", "Which workers live", "id last_heartbeat"),
    _technical("django_content_type", "The framework's names of tables", "id app_label model"),
    _technical("django_migrations", "Which migrations have run", "id app name applied"),
    _technical("auth_group", "Not used", "id name"),
    _technical("auth_group_permissions", "Not used", "id group_id permission_id"),
    _technical("auth_permission", "Not used", "id name content_type_id codename"),
)
