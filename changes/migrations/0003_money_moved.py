from itertools import groupby

from django.db import migrations, models

from changes.difference import money_moved


def fill(apps, _schema_editor):
    """Works out the money that each earlier change moved."""
    change = apps.get_model("changes", "Change")
    records = apps.get_model("changes", "RecordChange").objects.order_by("change_id").iterator(chunk_size=500)
    for number, of_change in groupby(records, lambda record: record.change_id):
        amount = money_moved(list(of_change))
        if amount is not None:
            change.objects.filter(pk=number).update(moved=int(amount * 100))


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0002_sent_request'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='moved',
            field=models.BigIntegerField(blank=True, editable=False, null=True, verbose_name='money moved'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
