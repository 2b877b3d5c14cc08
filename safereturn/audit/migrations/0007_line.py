from django.db import migrations

# The same text to the letter as json_build_object gave (tests/domain/audit/test_line.py holds the
# two together: every line that is sealed has its hash from it), for 1.3 of its 4.5 µs less. Null
# may stand anywhere: where an owner took the constraint away, the line must still say so.
LINE = """
create or replace function audit_entry_line(e audit_entry) returns text
language sql stable parallel safe
return '{"kind" : "entry", "at" : ' || coalesce('"' || audit_time(e.at) || '"', 'null')
    || ', "xact" : ' || coalesce('"' || e.xact || '"', 'null')
    || ', "id" : ' || coalesce('"' || e.id || '"', 'null')
    || ', "act" : ' || coalesce(to_json(e.act)::text, 'null')
    || ', "name" : ' || coalesce(to_json(e.name)::text, 'null')
    || ', "person" : ' || coalesce('"' || e.person_id || '"', 'null')
    || ', "agency" : ' || coalesce('"' || e.agency_id || '"', 'null')
    || ', "appointment" : ' || coalesce('"' || e.appointment_id || '"', 'null')
    || ', "roles" : ' || coalesce(to_json(e.roles)::text, 'null')
    || ', "asserted" : ' || coalesce(to_json(e.asserted)::text, 'null')
    || ', "child" : ' || coalesce('"' || e.child_id || '"', 'null')
    || ', "children" : ' || coalesce(to_json(e.child_ids)::text, 'null')
    || ', "refs" : ' || coalesce(e.refs::text, 'null')
    || ', "reason" : ' || coalesce(to_json(e.reason)::text, 'null')
    || ', "rule" : ' || coalesce(to_json(e.rule)::text, 'null')
    || ', "door" : ' || coalesce(to_json(e.door)::text, 'null')
    || ', "origin" : ' || coalesce(e.origin::text, 'null') || '}';
"""
AS_BEFORE = """
create or replace function audit_entry_line(e audit_entry) returns text
language sql stable parallel safe
return json_build_object(
    'kind', 'entry', 'at', audit_time(e.at), 'xact', e.xact, 'id', e.id, 'act', e.act,
    'name', e.name, 'person', e.person_id, 'agency', e.agency_id,
    'appointment', e.appointment_id, 'roles', e.roles, 'asserted', e.asserted,
    'child', e.child_id, 'children', e.child_ids, 'refs', e.refs, 'reason', e.reason,
    'rule', e.rule, 'door', e.door, 'origin', e.origin)::text;
"""


class Migration(migrations.Migration):
    """Write a line of the log in less time, to the letter as before."""

    dependencies = [("audit", "0006_digested")]

    operations = [migrations.RunSQL(LINE, AS_BEFORE)]
