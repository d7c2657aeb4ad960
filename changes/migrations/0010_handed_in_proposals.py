from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("changes", "0009_steps_of_proposals")]

    operations = [
        migrations.AlterModelOptions(
            name="waitingproposal",
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("propose_waitingproposal", "Can propose money that a second person approves"),
                    ("approve_waitingproposal", "Can approve what others propose"),
                    ("receive_waitingproposal", "Can accept what organisations hand in"),
                ],
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
            },
        ),
        migrations.AddField(
            model_name="waitingproposal",
            name="handed_in_by",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="waitingproposal",
            name="handed_in_for",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="waitingproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("handed_in_by__isnull", False), ("state__in", ["waiting", "sent-back"])),
                fields=("handed_in_by", "handed_in_for"),
                name="proposal_handed_in_once",
            ),
        ),
    ]
