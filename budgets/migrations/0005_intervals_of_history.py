from django.conf import settings
from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0004_notes_in_six_languages'),
        ('projects', '0024_intervals_of_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Group([
            migrations.AddField(
                model_name='historicalallocation',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalallocation',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalfund',
                name='from_change',
                field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True),
            ),
            migrations.AddField(
                model_name='historicalfund',
                name='until_change',
                field=models.PositiveBigIntegerField(blank=True, editable=False, null=True),
            ),
        ]),
    ]
