"""Hands the table of ids in SIASN over to the room of people, rows and all."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workforce", "0003_imports")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("SiasnPerson", "people_siasnperson")],
            state_operations=[migrations.DeleteModel("SiasnPerson")],
        ),
    ]
