from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):
    # The numbers of the changes end every state but the last, so that each row has one that is still so
    dependencies = [
        ('projects', '0024_intervals_of_history'),
        ('changes', '0005_first_changes'),
    ]

    operations = [
        Group([
            migrations.AddConstraint(
                model_name='historicalcontact',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='contact_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalcorearea',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='corearea_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalcouncil',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='council_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalcouncilalias',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='councilalias_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalcouncilrole',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='councilrole_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicaldocument',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='document_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicaldocumentparty',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='documentparty_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicallineage',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='lineage_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalorganisation',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='organisation_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalpartnership',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='partnership_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalplace',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='place_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalportfolio',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='portfolio_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalproject',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='project_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalprojectcorearea',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='projectcorearea_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalprojectdocument',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='projectdocument_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalprojectnote',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='projectnote_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalprojectplace',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='projectplace_has_one_open_state'),
            ),
            migrations.AddConstraint(
                model_name='historicalsource',
                constraint=models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='source_has_one_open_state'),
            ),
        ]),
    ]
