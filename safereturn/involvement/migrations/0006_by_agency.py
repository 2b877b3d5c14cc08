"""Which children an agency works with, without reading the relations of all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Search starts from the agency's own children where these are few."""

    dependencies = [("involvement", "0005_named_may_match")]

    operations = [
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                fields=["agency_id"], include=["child_id"], name="involvement_agency"
            ),
        ),
    ]
