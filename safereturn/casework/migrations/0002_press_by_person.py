"""A form's key is unique for a person, not for everybody: what was pressed stays."""

from django.db import migrations, models

BY_PERSON = """
alter table casework_press drop constraint casework_press_pkey,
                           add primary key (owner_id, key)
"""
BY_KEY = """
delete from casework_press p using casework_press q
 where p.key = q.key and (p.pressed_at, p.owner_id) > (q.pressed_at, q.owner_id);
alter table casework_press drop constraint casework_press_pkey, add primary key (key)
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        # Django does not move a table to a key of two columns by itself.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(BY_PERSON, BY_KEY)],
            state_operations=[
                migrations.DeleteModel("Press"),
                migrations.CreateModel(
                    name="Press",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "owner_id",
                                "key",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("owner_id", models.UUIDField()),
                        ("key", models.UUIDField()),
                        ("path", models.TextField()),
                        ("pressed_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["pressed_at"], name="press_age")],
                    },
                ),
            ],
        ),
    ]
