"""The town's information-sharing agreement: a version in force, and the next in hand."""

from dataclasses import replace
from uuid import UUID

from safereturn.agencies.rules import Nation
from safereturn.foundation.actor import Actor, AgencyKind
from safereturn.ops.demo.stage import Stage
from safereturn.sharing import actions
from safereturn.sharing.models import Area, ClauseRow, Party, Version
from safereturn.sharing.rules import CommentKind, Depth, Text

NAMED = ("council", "police", "voices", "harbour", "health")
BEGAN, DRAFTED, NOW_DRAFTED = 400, 450, 12

# Who signed on paper for every agency of a kind.
ON_PAPER = {
    AgencyKind.CHILDRENS_HOME: ("Hana Testcase", "for the forum of registered managers"),
    AgencyKind.PLACEMENT_PROVIDER: ("Fay Placeholder", "for the framework of providers"),
    AgencyKind.SCHOOL: ("Sam Dummyname", "for the board of head teachers"),
}
IN_PERSON = {
    "voices": ("Ivo Specimen", "Interview service manager"),
    "harbour": ("Hana Testcase", "Registered manager"),
    "health": ("Nia Specimen", "Nurse for looked-after children"),
}


def tell(stage: Stage) -> None:
    """Let the agencies of Exampleshire agree, a good year ago, and think again now."""
    area = stage.service(
        stage.ago(days=DRAFTED + 5), _area, stage.agency("council"), [stage.agency("council")]
    )
    # Somebody writes down the day on which a law begins, for the whole region.
    region = Area.objects.get(is_region=True)
    stage.service(stage.ago(days=DRAFTED + 5), _keeper, region.pk, stage.agency("council"))
    first: UUID = stage.do("governance", stage.ago(days=DRAFTED), actions.start_draft, area)
    _first(stage, first)
    second: UUID = stage.do("governance", stage.ago(days=NOW_DRAFTED), actions.start_draft, area)
    _second(stage, second)


def _keeper(area_id: UUID, agency_id: UUID, *, by: Actor, **_at: object) -> None:
    actions.set_keeper(area_id, agency_id, by=by)


def _area(lead: UUID, authorities: list[UUID], **how: object) -> UUID:
    return actions.make_area(
        "Exampleshire",
        Nation.ENGLAND,
        lead,
        authorities,
        is_demonstration=True,
        **how,  # type: ignore[arg-type]
    )


def _first(stage: Stage, draft: UUID) -> None:
    at = stage.ago(days=DRAFTED - 1)
    named = [stage.agency(key) for key in NAMED]
    # Whoever works with a child from elsewhere is bound by kind; the rest by the region's.
    stage.do("governance", at, actions.save_parties, draft, named, list(ON_PAPER))
    _text(stage, draft, DRAFTED - 1, review_in=20)
    said = stage.do(
        "carer", stage.ago(days=DRAFTED - 3), actions.comment, draft, "16",
        CommentKind.PROPOSAL, "What we tell the interviewer should stay with them unless we say"
        " who may know. Please ask us every time.", group="children’s group",
    )  # fmt: skip
    stage.do(
        "governance", stage.ago(days=DRAFTED - 8), actions.answer_comment, said,
        "Agreed: the interviewer asks every time, and the list of what was shared is yours.",
    )  # fmt: skip
    stage.do(
        "supervisor", stage.ago(days=DRAFTED - 6), actions.comment, draft, "17",
        CommentKind.DISSENT, "We would need the account itself where somebody is in danger;"
        " knowing that it is held costs an hour at night.",
    )  # fmt: skip
    stage.do("governance", stage.ago(days=DRAFTED - 10), actions.propose, draft)
    _sign(stage, draft)
    stage.do(
        "governance", stage.ago(days=BEGAN + 2), actions.put_in_force_from, draft, stage.on(-BEGAN)
    )


def _text(stage: Stage, draft: UUID, days_ago: int, review_in: int) -> None:
    edits = Version.objects.get(pk=draft).edits
    stage.do(
        "governance", stage.ago(days=days_ago), actions.save_text, draft, {},
        stage.on(review_in), based_on=edits,
    )  # fmt: skip


def _sign(stage: Stage, version: UUID) -> None:
    at = stage.ago(days=DRAFTED - 20)
    agencies = {stage.agency(key): key for key in NAMED}
    for party in Party.objects.filter(version_id=version):
        key = agencies.get(party.agency_id) if party.agency_id else ""
        if key == "council":
            who, paper, signs = "governance", False, ("Gia Dummyname", "Governance lead")
        elif key == "police":
            who, paper, signs = "police_governance", False, ("Ged Specimen", "Governance lead")
        else:
            who, paper = "governance", True
            signs = IN_PERSON[key] if key else ON_PAPER[AgencyKind(party.kind)]
        name, title = signs
        stage.do(who, at, actions.sign, party.pk, name=name, title=title, on_paper=paper)


def _second(stage: Stage, draft: UUID) -> None:
    at = stage.ago(days=NOW_DRAFTED - 1)
    row = ClauseRow.objects.get(version_id=draft, number="17")
    deeper = replace(
        row.clause,
        depth=Depth.SUMMARY,
        note="Proposed after the dissent of the police on clause 17 of the first version.",
    )
    stage.do(
        "police_governance", at, actions.save_clause, draft, deeper, was="17", based_on=row.edits
    )
    _text(stage, draft, NOW_DRAFTED - 1, review_in=400)
    purpose = Version.objects.get(pk=draft).texts[Text.PURPOSE]
    edits = Version.objects.get(pk=draft).edits
    stage.do(
        "governance", stage.ago(days=NOW_DRAFTED - 2), actions.save_text, draft,
        {Text.PURPOSE: f"{purpose}\n\nIt is reviewed every year with the children’s group."},
        stage.on(400), based_on=edits,
    )  # fmt: skip
    stage.do(
        "interview_manager", stage.ago(days=4), actions.comment, draft, "17",
        CommentKind.COMMENT, "Children will ask who reads the summary. Please say so in words"
        " we can give them.",
    )  # fmt: skip
    stage.do(
        "home_manager", stage.ago(days=3), actions.comment, draft, "13", CommentKind.PROPOSAL,
        "Homes need the summary before the handover at eight.", group="practitioners",
    )  # fmt: skip
