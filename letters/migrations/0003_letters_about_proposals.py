import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0010_handed_in_proposals"),
        ("letters", "0002_deadlines_and_funds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="proposals",
            field=models.BooleanField(default=True, verbose_name="letters about proposals"),
        ),
        migrations.AlterField(
            model_name="letter",
            name="rhythm",
            field=models.CharField(
                choices=[("daily", "daily"), ("weekly", "weekly"), ("once", "at once")],
                max_length=6,
                verbose_name="how often",
            ),
        ),
        migrations.RemoveConstraint(model_name="letter", name="letter_once_a_period"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("rhythm__in", ["daily", "weekly"])),
                fields=("user", "rhythm", "period"),
                name="letter_once_a_period",
            ),
        ),
        migrations.CreateModel(
            name="ProposalNews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=10)),
                ("step", models.PositiveIntegerField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="news",
                        to="changes.waitingproposal",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="proposalnews",
            constraint=models.UniqueConstraint(fields=("proposal", "state", "step"), name="proposal_news_once"),
        ),
    ]
