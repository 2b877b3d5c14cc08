import django.contrib.postgres.fields
import django.db.models.deletion
import safereturn.notifications.rules.webhooks
import uuid
from django.db import migrations, models


from safereturn.audit.guard import Guard
from safereturn.foundation.fence import CHILD, SERVICE, Fence, OnlyApp, OwnerMay

# Which receivers may be asked now: identifiers, whoever's they are. One look at one small
# table and, for each, at the index of what waits.
DUE = """
create function notifications_receivers_due(at timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select r.id from notifications_receiver r
      join notifications_receiverhealth h on h.receiver_id = r.id
     where r.ended_at is null and r.paused_at is null and r.off_at is null
       and (h.held_until is null or h.held_until <= at)
       and (h.rest_until is null or h.rest_until <= at)
       and exists (select 1 from notifications_post p
                    where p.receiver_id = r.id and p.state = 'queued' and p.try_at <= at)
$$
"""
# What goes next to a receiver, oldest first, and about whose record it is: only then may its
# row be read. Not to one that was paused or ended meanwhile.
NEXT = """
create function notifications_next_post(receiver uuid, at timestamptz)
returns table (id uuid, child_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, p.child_id from notifications_post p
      join notifications_receiver r on r.id = p.receiver_id
     where p.receiver_id = receiver and p.state = 'queued' and p.try_at <= at
       and r.ended_at is null and r.paused_at is null and r.off_at is null
     order by p.made_at, p.id limit 1
$$
"""
# Whether a system of an agency may be told of a child's record at this moment: its agency
# stands in a relation to the child (a broken glass is one person's), and there is no seal,
# in which no system is ever named.
SEES = """
create function notifications_agency_sees(child uuid, agency uuid, at timestamptz)
returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from involvement_involvement r
                    where r.child_id = child and r.agency_id = agency and r.basis <> 'emergency'
                      and r.starts_at <= at and (r.ends_at is null or r.ends_at > at))
       and not exists (select 1 from involvement_seal s
                        where s.child_id = child and s.ended_at is null)
       and not exists (select 1 from children_child c where c.id = child and c.sealed)
$$
"""


class Migration(migrations.Migration):
    """Receivers of webhooks, how they are doing, and what is sent to them."""

    dependencies = [
        ("notifications", "0005_receipt"),
        # Whose tables the functions read.
        ("involvement", "0007_asserted_person"),
        ("children", "0006_hidden_from_more"),
    ]

    operations = [
        migrations.CreateModel(
            name='Receiver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('agency_id', models.UUIDField()),
                ('name', models.TextField()),
                ('url', models.TextField()),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('sealed_secret', models.TextField()),
                ('sealed_old_secret', models.TextField(null=True)),
                ('old_until', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by_id', models.UUIDField()),
                ('paused_at', models.DateTimeField(null=True)),
                ('off_at', models.DateTimeField(null=True)),
                ('off_because', models.TextField(blank=True, choices=[(safereturn.notifications.rules.webhooks.Off['FAILING'], safereturn.notifications.rules.webhooks.Off['FAILING']), (safereturn.notifications.rules.webhooks.Off['GONE'], safereturn.notifications.rules.webhooks.Off['GONE'])], default='')),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('agency_id', models.UUIDField()),
                ('child_id', models.UUIDField(null=True)),
                ('kind', models.TextField()),
                ('state', models.TextField(choices=[(safereturn.notifications.rules.webhooks.PostState['QUEUED'], safereturn.notifications.rules.webhooks.PostState['QUEUED']), (safereturn.notifications.rules.webhooks.PostState['SENT'], safereturn.notifications.rules.webhooks.PostState['SENT']), (safereturn.notifications.rules.webhooks.PostState['DEAD'], safereturn.notifications.rules.webhooks.PostState['DEAD']), (safereturn.notifications.rules.webhooks.PostState['WITHHELD'], safereturn.notifications.rules.webhooks.PostState['WITHHELD'])], default=safereturn.notifications.rules.webhooks.PostState['QUEUED'])),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('try_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('fault', models.TextField(default='')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='notifications.notice')),
            ],
        ),
        migrations.CreateModel(
            name='ReceiverHealth',
            fields=[
                ('receiver', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='health', serialize=False, to='notifications.receiver')),
                ('held_until', models.DateTimeField(null=True)),
                ('rest_until', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failing_since', models.DateTimeField(null=True)),
                ('good_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='receiver',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['agency_id'], name='receiver_agency'),
        ),
        migrations.AddConstraint(
            model_name='receiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('old_until', None), ('sealed_old_secret', None)), models.Q(('old_until__isnull', False), ('sealed_old_secret__isnull', False)), _connector='OR'), name='receiver_old_secret_ends'),
        ),
        migrations.AddConstraint(
            model_name='receiver',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('off_at', None), ('off_because', '')), models.Q(('off_at__isnull', False), models.Q(('off_because', ''), _negated=True)), _connector='OR'), name='receiver_off_says_why'),
        ),
        migrations.AddField(
            model_name='post',
            name='receiver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='notifications.receiver'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('state', safereturn.notifications.rules.webhooks.PostState['QUEUED'])), fields=['receiver', 'try_at'], name='post_waiting'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['receiver', '-made_at'], name='post_list'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('receiver', 'notice'), name='post_once'),
        ),
        Guard("notifications_receiver"),
        Fence("notifications_post", agency="agency_id", where=f"child_id = {CHILD} or child_id is null and {SERVICE}"),
        OwnerMay("notifications_post", "select"),
        migrations.RunSQL(DUE, "drop function notifications_receivers_due(timestamptz)"),
        OnlyApp("notifications_receivers_due(timestamptz)"),
        migrations.RunSQL(NEXT, "drop function notifications_next_post(uuid, timestamptz)"),
        OnlyApp("notifications_next_post(uuid, timestamptz)"),
        migrations.RunSQL(SEES, "drop function notifications_agency_sees(uuid, uuid, timestamptz)"),
        OnlyApp("notifications_agency_sees(uuid, uuid, timestamptz)"),
    ]
