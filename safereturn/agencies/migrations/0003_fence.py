from django.db import migrations

from safereturn.foundation.fence import Fence, OnlyApp, OwnerMay

# The hourly sweep, which is nobody's: it deletes by age and reads nothing out.
FORGET = """
create function agencies_forget_calls(made_before timestamptz) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare forgotten int;
begin
    delete from agencies_apicall where made_at < made_before;
    get diagnostics forgotten = row_count;
    return forgotten;
end $$
"""


class Migration(migrations.Migration):
    """Fence the answers kept for other systems: each is one caller's."""

    dependencies = [
        ("agencies", "0002_reference_bodies"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("agencies_apicall", person="caller_id"),
        OwnerMay("agencies_apicall", "select", "delete"),
        migrations.RunSQL(FORGET, "drop function agencies_forget_calls(timestamptz)"),
        OnlyApp("agencies_forget_calls(timestamptz)"),
    ]
