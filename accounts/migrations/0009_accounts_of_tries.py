from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_limits_of_keys"),
    ]
    operations = [
        migrations.AddField(
            model_name="tries",
            name="account",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
