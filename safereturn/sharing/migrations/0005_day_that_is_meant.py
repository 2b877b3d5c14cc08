"""The day on which a draft is meant to begin, as its file says."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("sharing", "0004_shipped_agreement")]

    operations = [
        migrations.AddField("version", "begins_on", models.DateField(null=True)),
    ]
