from django.db import migrations

from safereturn.foundation.fence import Fence, OnlyApp, OwnerMay

# The daily sweep, which is nobody's: it deletes by age and reads nothing out.
FORGET = """
create function casework_forget(drafts_before timestamptz, presses_before timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare forgotten int;
begin
    delete from casework_press where pressed_at < presses_before;
    delete from casework_draft where saved_at < drafts_before;
    get diagnostics forgotten = row_count;
    return forgotten;
end $$
"""


class Migration(migrations.Migration):
    """Fence unfinished words and pressed forms: each is one person's."""

    dependencies = [
        ("casework", "0004_ledger_ways"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("casework_draft", person="owner_id"),
        Fence("casework_press", person="owner_id"),
        OwnerMay("casework_draft", "select", "delete"),
        OwnerMay("casework_press", "select", "delete"),
        migrations.RunSQL(FORGET, "drop function casework_forget(timestamptz, timestamptz)"),
        OnlyApp("casework_forget(timestamptz, timestamptz)"),
    ]
