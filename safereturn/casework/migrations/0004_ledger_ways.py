from django.db import migrations

from safereturn.foundation.fence import AGENCY, OnlyApp, related

# Ways in besides the fence of each table, for agencies that do not work with the child:
# an asker whom a search has pointed to the holder, and whoever received what was wrong.
# A further policy of a fenced table lets more rows through; it has no force before.
WAYS = (
    ("asker", "sharing_informationrequest", f"asked_by_agency_id = {AGENCY}"),
    ("recipient", "sharing_correctionfor", f"agency_id = {AGENCY}"),
    (
        "recipient",
        "sharing_correction",
        "exists (select from sharing_correctionfor f where f.correction_id ="
        f" sharing_correction.id and f.agency_id = {AGENCY})",
    ),
)

# Notices are their own agency's. The ledger says of another agency's notice when it was
# made and opened, to those who work with the child, and nothing else of it. The notices of
# corrections name no child: their keys come from corrections that the reader can see.
FUNCTION = f"""
create function ledger_notices(children uuid[], keys text[]) returns setof jsonb
language sql stable security definer set search_path = public, pg_temp as $$
    select jsonb_build_object('id', n.id, 'key', n.key, 'agency_id', n.agency_id,
           'kind', n.kind, 'made_at', n.made_at, 'opened_at', n.opened_at)
      from notifications_notice n
     where n.child_id = any(children) and {related("n.child_id")}
        or n.child_id is null and n.key = any(keys)
$$
"""


class Migration(migrations.Migration):
    """Let an asker and a recipient at what concerns them; say when a notice was opened."""

    dependencies = [
        ("casework", "0003_knock"),
        ("sharing", "0003_ledger"),
        ("involvement", "0002_shields"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f'create policy {name} on "{table}" using ({way})',
                f'drop policy {name} on "{table}"',
            )
            for name, table, way in WAYS
        ),
        migrations.RunSQL(FUNCTION, "drop function ledger_notices(uuid[], text[])"),
        OnlyApp("ledger_notices(uuid[], text[])"),
    ]
