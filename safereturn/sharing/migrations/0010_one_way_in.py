from django.db import migrations


class Migration(migrations.Migration):
    """Take away a second policy by which the owner read relations: the first is enough."""

    dependencies = [
        ("sharing", "0009_photograph"),
        ("involvement", "0004_fence"),
    ]

    operations = [
        migrations.RunSQL(
            "drop policy if exists replay on involvement_involvement",
            "create policy replay on involvement_involvement for select to current_user"
            " using (true)",
        )
    ]
