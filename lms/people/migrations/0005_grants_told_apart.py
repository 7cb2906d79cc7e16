import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_ids_and_first_sign_in")]

    operations = [
        migrations.AlterField(
            model_name="rolegrant",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
