from django.db import migrations

from safereturn.foundation.fence import Fence, of_child


class Migration(migrations.Migration):
    """Fence the interviews. An item about another child enters that child's picture too."""

    dependencies = [
        ("return_interviews", "0003_every_call"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("return_interviews_returninterview", child="child_id"),
        Fence("return_interviews_interviewepisode", child="child_id"),
        Fence("return_interviews_offer", child="child_id"),
        Fence("return_interviews_attempt", child="child_id"),
        Fence("return_interviews_carerinformation", child="child_id"),
        Fence("return_interviews_itemdecision", child="child_id"),
        Fence("return_interviews_referral", child="child_id"),
        Fence("return_interviews_referralcall", child="child_id"),
        Fence("return_interviews_followup", child="child_id"),
        Fence("return_interviews_item", child="child_id", where=of_child("return_interviews_item", "about_child_id")),
    ]
