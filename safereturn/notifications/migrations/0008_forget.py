from django.db import migrations

from safereturn.foundation.fence import OnlyApp, OwnerMay

# The nightly sweep, which is nobody's: it forgets by age and reads nothing out. Notices of a
# child go with its record; those of corrections say in the ledger when they were opened. An
# address that is forgotten becomes the message's own number: two of one notice stay two.
FORGET = """
create function notifications_forget(
    addresses_before timestamptz, posts_before timestamptz, notices_before timestamptz
) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare forgotten int; more int;
begin
    update notifications_delivery set address = id::text
     where made_at < addresses_before and state <> 'queued' and address <> id::text;
    get diagnostics forgotten = row_count;
    delete from notifications_post p
     where p.made_at < posts_before
       and (p.state <> 'queued' and p.ended_at < posts_before
            or exists (select from notifications_receiver r
                        where r.id = p.receiver_id and r.ended_at < posts_before));
    get diagnostics more = row_count;
    forgotten := forgotten + more;
    with old as (
        select id from notifications_notice
         where child_id is null and made_at < notices_before and kind not like 'correction.%'
    ), messages as (
        delete from notifications_delivery d using old where d.notice_id = old.id
    ), webhooks as (
        delete from notifications_post p using old where p.notice_id = old.id
    )
    delete from notifications_notice n using old where n.id = old.id;
    get diagnostics more = row_count;
    return forgotten + more;
end $$
"""


class Migration(migrations.Migration):
    """Forget where a message went, what a system was told and notices of no record, by age."""

    dependencies = [("notifications", "0007_why_off")]

    operations = [
        OwnerMay("notifications_notice", "delete"),
        OwnerMay("notifications_delivery", "update", "delete"),
        OwnerMay("notifications_post", "delete"),
        migrations.RunSQL(
            FORGET, "drop function notifications_forget(timestamptz, timestamptz, timestamptz)"
        ),
        OnlyApp("notifications_forget(timestamptz, timestamptz, timestamptz)"),
    ]
