
import django.db.models.deletion
import django.db.models.functions.text
import projects.fields
import projects.validators
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0033_files_of_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalorganisation',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The record of the same organisation. This one keeps its address, and leads there.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.organisation', verbose_name='merged into'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='merged_into',
            field=models.ForeignKey(blank=True, help_text='The record of the same organisation. This one keeps its address, and leads there.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='projects.organisation', verbose_name='merged into'),
        ),
        migrations.CreateModel(
            name='HistoricalOrganisationDistinction',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=300, validators=[projects.validators.plain_text], verbose_name='reason')),
                ('from_change', models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True)),
                ('until_change', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.organisation', verbose_name='organisation')),
                ('other', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.organisation', verbose_name='is not')),
            ],
            options={
                'verbose_name': 'historical different organisation',
                'verbose_name_plural': 'historical different organisations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='organisationdistinction_has_one_open_state')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalOrganisationName',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=200, validators=[projects.validators.plain_text], verbose_name='name')),
                ('valid_from', projects.fields.PartialDateField(blank=True, verbose_name='used from')),
                ('valid_to', projects.fields.PartialDateField(blank=True, verbose_name='used until')),
                ('from_change', models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True)),
                ('until_change', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('search_text', models.TextField(editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'historical other name',
                'verbose_name_plural': 'historical other names',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='organisationname_has_one_open_state')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalOrganisationNumber',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('DK-CVR', 'CVR number (Denmark)'), ('FI-PRO', 'Y-tunnus (Finland)'), ('IS-RSK', 'Kennitala (Iceland)'), ('NO-BRC', 'Organisasjonsnummer (Norway)'), ('SE-ON', 'Organisationsnummer (Sweden)')], max_length=10, verbose_name='register')),
                ('number', models.CharField(help_text='Digits without signs, as 2021005489.', max_length=20, verbose_name='number')),
                ('from_change', models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True)),
                ('until_change', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'historical official number',
                'verbose_name_plural': 'historical official numbers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='organisationnumber_has_one_open_state')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OrganisationDistinction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=300, validators=[projects.validators.plain_text], verbose_name='reason')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distinctions', to='projects.organisation', verbose_name='organisation')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.organisation', verbose_name='is not')),
            ],
            options={
                'verbose_name': 'different organisation',
                'verbose_name_plural': 'different organisations',
                'ordering': ['organisation', 'other'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'other'), name='organisation_distinguished_once'), models.CheckConstraint(condition=models.Q(('organisation', models.F('other')), _negated=True), name='organisation_not_distinguished_from_itself', violation_error_message='An organisation cannot differ from itself.')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, validators=[projects.validators.plain_text], verbose_name='name')),
                ('valid_from', projects.fields.PartialDateField(blank=True, verbose_name='used from')),
                ('valid_to', projects.fields.PartialDateField(blank=True, verbose_name='used until')),
                ('search_text', projects.fields.FoldedField(sources=('name',))),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_names', to='projects.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'other name',
                'verbose_name_plural': 'other names',
                'ordering': ['organisation', 'name'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='organisation_name_once'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', django.db.models.functions.text.Left('valid_from', django.db.models.functions.text.Length('valid_to'))), _connector='OR'), name='organisation_name_end_not_before_start', violation_error_message='The end lies before the start.')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('DK-CVR', 'CVR number (Denmark)'), ('FI-PRO', 'Y-tunnus (Finland)'), ('IS-RSK', 'Kennitala (Iceland)'), ('NO-BRC', 'Organisasjonsnummer (Norway)'), ('SE-ON', 'Organisationsnummer (Sweden)')], max_length=10, verbose_name='register')),
                ('number', models.CharField(help_text='Digits without signs, as 2021005489.', max_length=20, verbose_name='number')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='projects.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'official number',
                'verbose_name_plural': 'official numbers',
                'ordering': ['organisation', 'scheme', 'number'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'scheme', 'number'), name='organisation_number_once')],
            },
        ),
    ]
