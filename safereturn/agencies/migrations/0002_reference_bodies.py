"""Load the published councils and forces.

Contains public sector information licensed under the Open Government Licence v3.0.
"""

import csv
from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent.parent / "reference"


def _rows(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(apps, schema_editor):
    """Write each body under its GSS code; Transport Police has none, so it is "BTP"."""
    body = apps.get_model("agencies", "ReferenceBody")
    body.objects.bulk_create(
        [
            body(
                code=row["gss_code"],
                kind="local_authority",
                name=row["name"],
                dfe_code=row["dfe_code"],
                region=row["region"],
                nation="wales" if row["gss_code"].startswith("W") else "england",
                police_force=row["police_force"],
            )
            for row in _rows("authorities.csv")
        ]
        + [
            body(
                code=row["pfa_code"] or "BTP",
                kind="police",
                name=row["name"],
                nation="wales" if row["pfa_code"].startswith("W") else "england",
            )
            for row in _rows("police_forces.csv")
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [("agencies", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
