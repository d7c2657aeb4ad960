from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_accounts_of_tries"),
    ]
    operations = [
        migrations.CreateModel(
            name="LastWrite",
            fields=[
                ("account", models.BigIntegerField(primary_key=True, serialize=False)),
                ("timeline", models.BigIntegerField()),
                ("place", models.BigIntegerField()),
            ],
        ),
    ]
