"""The one statement behind `gather`: a JSON object with a key for each list.

Each part is a select of exactly the columns its shape names, so that a renamed column
fails the first test that draws a picture. Lists are cut where a page would be: the last
ten episodes and gradings, the last forty items; the counts are over all.
"""
# ruff: noqa: S608 - the parts are the constants of this file; values are parameters

_CHILD = """
select ref, name, born_on, age_estimate from children_child where id = %(child)s
"""

_THIS = """
select reported_at, last_seen_at, last_seen_where, why_worried, circumstances,
       tried_first, wearing, carrying, dangers
  from episodes_episode where id = %(episode)s
"""

_AGENCIES = """
select a.id, a.name, a.kind, a.has_accounts,
       array(select distinct i.basis from involvement_involvement i
              where i.agency_id = a.id and i.child_id = %(child)s) as bases
  from agencies_agency a
 where a.id in (select agency_id from involvement_involvement where child_id = %(child)s
                union select to_agency_id from risk_ask where episode_id = %(episode)s)
 order by a.name, a.id
"""

_FLAGS = """
select f.id, f.kind, f.text, f.evidence, coalesce(a.name, '') as owner,
       f.owner_agency_id as owner_id, f.set_at, f.checked_at, f.review_on
  from children_flag f left join agencies_agency a on a.id = f.owner_agency_id
 where f.child_id = any(%(children)s) and f.ended_at is null
 order by f.set_at desc, f.id
"""

_DETAILS = """
select id, kind, text, source_agency_id as agency_id, source_name, obtained_at
  from children_detail
 where child_id = any(%(children)s) and ended_at is null
 order by obtained_at desc, id
"""

_STATUSES = """
select id, label, source_agency_id as agency_id, starts_on
  from children_legalstatus
 where child_id = any(%(children)s) and ends_on is null
 order by starts_on desc, id
"""

_PROFILE = """
select p.id, p.owner_agency_id as owner_id, coalesce(a.name, '') as owner, p.answers,
       p.reviewed_at
  from children_profile p left join agencies_agency a on a.id = p.owner_agency_id
 where p.child_id = any(%(children)s)
 order by p.reviewed_at desc, p.id limit 1
"""

# Of earlier episodes only what has content: an old "nothing held" says nothing of today.
_CONTRIBUTIONS = """
select c.id, c.agency_id, c.episode_id, c.state, c.kind, c.text, c.supplier_name,
       c.supplier_contact, c.obtained_at, c.ring, c.confirmed_at, c.by_agency_id,
       concat_ws(', ', nullif(p.name, ''), a.name) as recorded_by
  from risk_contribution c
  left join agencies_person p on p.id = c.by_id
  left join agencies_agency a on a.id = c.by_agency_id
 where c.child_id = any(%(children)s) and c.ended_at is null
   and (c.episode_id = %(episode)s or (c.text <> '' and c.state in ('answered', 'by_phone')))
 order by c.obtained_at desc, c.id limit 200
"""

_ASKS = """
select k.id, k.ref, k.to_agency_id, k.channel, k.question, k.asked_at, k.due_at,
       k.answered_at, concat_ws(', ', nullif(p.name, ''), a.name) as asked_by,
       k.spoke_to, k.phone_number, k.told_at, coalesce(t.name, '') as told_by
  from risk_ask k
  left join agencies_person p on p.id = k.asked_by_id
  left join agencies_person t on t.id = k.told_by_id
  left join agencies_agency a on a.id = k.asked_by_agency_id
 where k.episode_id = %(episode)s
 order by k.asked_at desc, k.id
"""

_ENTRIES = """
select e.id, e.by_agency_id as agency_id, e.kind, e.text, e."where", e.source_name,
       e.source_contact, coalesce(e.happened_at, e.entered_at) as at, e.share_with
  from episodes_entry e
 where e.episode_id = %(episode)s and e.kind <> 'reviewed'
union all
select r.id, r.taken_by_agency_id, 'report', r.text, '', r.reporter_name, r.phone,
       r.reported_at, 'all'
  from episodes_report r where r.episode_id = %(episode)s
 order by at desc, id limit 100
"""

_EARLIER = """
 from episodes_episode e, episodes_episode this
where this.id = %(episode)s and e.child_id = any(%(children)s) and e.id <> this.id
  and e.started_at < this.started_at
  and e.ending not in ('reported_in_error', 'wrong_child')
"""

_COUNTS = f"""
select count(*) as total,
       count(*) filter (where e.started_at > this.started_at - interval '90 days')
         as in_90_days,
       count(*) filter (where e.started_at > this.started_at - interval '1 year')
         as in_12_months,
       coalesce(max(floor(extract(epoch from
         least(e.returned_at, e.closed_at) - e.started_at) / 60)), 0)::int
         as longest_minutes
{_EARLIER}
"""

_EPISODES = f"""
select e.id, e.ref, e.started_at, e.returned_at, e.located_where, e.with_whom,
       e.condition, e.ending, g.level, coalesce(g.label, '') as label
  from (select e.* {_EARLIER} order by e.started_at desc, e.id limit 10) e
  left join lateral (select level, label from risk_assessment g where g.episode_id = e.id
                      order by g.assessed_at desc limit 1) g on true
 order by e.started_at desc, e.id
"""

_PREVENTION = """
select v.id, e.ref as episode_ref, v.seen, coalesce(v.held_at, v.entered_at) as at,
       v.officer_name, v.not_seen_because, v.where_been, v.with_whom, v.harm, v.offences,
       v.concerns
  from episodes_preventioninterview v join episodes_episode e on e.id = v.episode_id
 where v.child_id = any(%(children)s)
 order by at desc, v.id limit 10
"""

_INTERVIEWS = """
select id, ref, state, coalesce(held_at, closed_at) as at, summary, declined_because
  from return_interviews_returninterview
 where child_id = any(%(children)s) and state in ('held', 'declined', 'not_possible')
 order by at desc, id limit 10
"""

_INTERVIEW_ITEMS = """
select i.id, i.kind, i.text, i.use, i.made_at, coalesce(a.name, '') as by,
       d.id is not null as shared, i.child_id <> all(%(children)s) as about_another
  from return_interviews_item i
  left join return_interviews_returninterview r on r.id = i.interview_id
  left join agencies_agency a on a.id = r.interviewing_agency_id
  left join return_interviews_itemdecision d
    on d.item_id = i.id and d.agency_id = %(reader)s and d.choice = 'share'
   and d.superseded_at is null
 where i.child_id = any(%(children)s) or i.about_child_id = any(%(children)s)
 order by i.made_at desc, i.id limit 40
"""

_GRADINGS = """
select g.id, g.episode_id, e.ref as episode_ref, g.level, g.label, g.reasons, g.low_because,
       g.lower_because, g.supervisor, coalesce(p.name, '') as by,
       coalesce(a.name, '') as agency, g.assessed_at, g.review_at
  from risk_assessment g
  join episodes_episode e on e.id = g.episode_id
  left join agencies_person p on p.id = g.assessed_by_id
  left join agencies_agency a on a.id = g.assessed_by_agency_id
 where g.child_id = any(%(children)s)
 order by g.assessed_at desc, g.id limit 10
"""

_SCREENINGS = """
select s.id, s.level, s.reasons, coalesce(p.name, '') as by, coalesce(a.name, '') as agency,
       s.screened_at
  from risk_screening s
  left join agencies_person p on p.id = s.by_id
  left join agencies_agency a on a.id = s.agency_id
 where s.episode_id = %(episode)s
 order by s.screened_at desc, s.id
"""

_DISAGREEMENTS = """
select d.id, d.assessment_id, d.reason, coalesce(p.name, '') as by,
       coalesce(a.name, '') as agency, d.raised_at, d.answer,
       coalesce(q.name, '') as answered_by, d.answered_at
  from risk_disagreement d
  left join agencies_person p on p.id = d.by_id
  left join agencies_person q on q.id = d.answered_by_id
  left join agencies_agency a on a.id = d.agency_id
 where d.episode_id = %(episode)s
 order by d.raised_at desc, d.id
"""

_DISCLOSED = """
select kind, clause from sharing_disclosure
 where child_id = %(child)s and episode_id = %(episode)s and agency_id = %(reader)s
   and item_id is null
"""

_PROTECTED = """
select text from children_protectedline where episode_id = %(episode)s
"""

_ONE = {"child": _CHILD, "this": _THIS, "profile": _PROFILE, "counts": _COUNTS}
_MANY = {
    "agencies": _AGENCIES,
    "flags": _FLAGS,
    "details": _DETAILS,
    "statuses": _STATUSES,
    "contributions": _CONTRIBUTIONS,
    "asks": _ASKS,
    "entries": _ENTRIES,
    "episodes": _EPISODES,
    "prevention": _PREVENTION,
    "interviews": _INTERVIEWS,
    "interview_items": _INTERVIEW_ITEMS,
    "gradings": _GRADINGS,
    "screenings": _SCREENINGS,
    "disagreements": _DISAGREEMENTS,
    "disclosed": _DISCLOSED,
    "protected": _PROTECTED,
}
_GATHER = (
    "select json_build_object("
    + ", ".join(
        [f"'{name}', (select to_json(t) from ({part}) t)" for name, part in _ONE.items()]
        + [
            f"'{name}', (select coalesce(json_agg(t), '[]') from ({part}) t)"
            for name, part in _MANY.items()
        ]
    )
    + ")::text"
)
_PLACES = {
    "episode": "%(episode)s::uuid",
    "child": "%(child)s::uuid",
    "children": "%(children)s::uuid[]",
    "reader": "%(reader)s::uuid",
}
GATHER = _GATHER % _PLACES
