from django.conf import settings
from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0023_notes_in_six_languages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Group([
            migrations.AddField(
                model_name='historicalcontact',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcontact',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcorearea',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcorearea',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcouncil',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcouncil',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcouncilalias',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcouncilalias',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcouncilrole',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalcouncilrole',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaldocument',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaldocument',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaldocumentparty',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaldocumentparty',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicallineage',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicallineage',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalorganisation',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalorganisation',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalpartnership',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalpartnership',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalplace',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalplace',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalportfolio',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalportfolio',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalproject',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalproject',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectcorearea',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectcorearea',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectdocument',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectdocument',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectnote',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectnote',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectplace',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalprojectplace',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalsource',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalsource',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
        ]),
    ]
