from django.conf import settings
from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0027_plain_words'),
        ('projects', '0024_intervals_of_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Group([
            migrations.AddField(
                model_name='historicalevent',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalevent',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventcontact',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventcontact',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventdocument',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventdocument',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventparty',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventparty',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventproject',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicaleventproject',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
        ]),
    ]
