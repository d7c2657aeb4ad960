from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):
    # The numbers of the changes end every state but the last, so that each row has one that is still so
    dependencies = [
        ('events', '0028_intervals_of_history'),
        ('changes', '0005_first_changes'),
    ]

    operations = [
        Group([
            migrations.AddConstraint(
                model_name='historicalevent',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='event_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicaleventcontact',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='eventcontact_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicaleventdocument',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='eventdocument_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicaleventparty',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='eventparty_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicaleventproject',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='eventproject_has_one_open_state'),
            ),
        ]),
    ]
