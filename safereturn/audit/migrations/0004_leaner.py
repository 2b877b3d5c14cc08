"""Leaner indexes of the log: by child and by person alone.

With the time in the key every entry cost some 50 bytes in each of the two; without it
PostgreSQL keeps one key and a list of places: about 10. What somebody looked at in a month,
or who looked at a child, is some hundred rows: sorting them costs less than keeping order.
"""

from django.db import migrations

LEANER = """
drop index audit_entry_child;
drop index audit_entry_person;
create index audit_entry_child on audit_entry (child_id) where child_id is not null;
create index audit_entry_person on audit_entry (person_id);
"""
UNDO = """
drop index audit_entry_child;
drop index audit_entry_person;
create index audit_entry_child on audit_entry (child_id, at) where child_id is not null;
create index audit_entry_person on audit_entry (person_id, at);
"""


class Migration(migrations.Migration):
    """Keep an entry within 500 bytes, its leaf included."""

    dependencies = [("audit", "0003_tree")]
    operations = [migrations.RunSQL(LEANER, UNDO)]
