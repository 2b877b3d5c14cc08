from django.db import migrations

from safereturn.foundation.fence import Fence


class Migration(migrations.Migration):
    """Fence the ledger; whoever was only asked sees what it was given, or asked for."""

    dependencies = [
        ("sharing", "0007_complaints"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        Fence("sharing_disclosure", child="child_id", asked="agency_id"),
        Fence("sharing_withheld", child="child_id", asked="agency_id"),
        Fence("sharing_childtold", child="child_id"),
        Fence("sharing_informationrequest", child="child_id", asked="to_agency_id"),
        Fence("sharing_correction", child="child_id"),
        Fence("sharing_correctionfor", child="child_id", asked="agency_id"),
    ]
