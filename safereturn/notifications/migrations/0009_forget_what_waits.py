from django.db import migrations

# As in 0008, and what has waited as long for a system that is paused or switched off: nobody
# has pressed “Go on” in all that time, and each of its agency's notices is added to it.
FORGET = """
create or replace function notifications_forget(
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
                        where r.id = p.receiver_id
                          and least(r.ended_at, r.off_at, r.paused_at) < posts_before));
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
    """Keep what waits for a system that is told nothing no longer than what was sent."""

    dependencies = [("notifications", "0008_forget")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
