from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("seals", "0001_sealed_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="seal",
            name="person_salt",
            field=models.CharField(blank=True, default="", editable=False, max_length=32),
        ),
    ]
