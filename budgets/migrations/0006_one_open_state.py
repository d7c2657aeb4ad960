from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):
    # The numbers of the changes end every state but the last, so that each row has one that is still so
    dependencies = [
        ('budgets', '0005_intervals_of_history'),
        ('changes', '0005_first_changes'),
    ]

    operations = [
        Group([
            migrations.AddConstraint(
                model_name='historicalallocation',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='allocation_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalfund',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='fund_has_one_open_state'),
            ),
        ]),
    ]
