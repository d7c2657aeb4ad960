
import django.core.validators
import django.db.models.deletion
import projects.fields
import projects.validators
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0009_steps_of_proposals'),
        ('projects', '0032_forget_deleted_contacts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FileContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True, validators=[django.core.validators.RegexValidator('\\A[0-9a-f]{64}\\Z')], verbose_name='checksum (SHA-256)')),
                ('reading', models.CharField(choices=[('read', 'Its text is searched.'), ('empty', 'It contains no text, as a scanned page.'), ('failed', 'Its text could not be read.'), ('none', 'The text of this type of file is not searched.'), ('removed', 'The file was removed. Its checksum stays.')], max_length=10, verbose_name='text')),
                ('pages', models.PositiveIntegerField(null=True, verbose_name='pages')),
                ('pages_read', models.PositiveIntegerField(null=True, verbose_name='pages read')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('search_text', projects.fields.FoldedField(sources=('text',))),
                ('removed_in', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='removed_files', to='changes.change', verbose_name='removed in')),
            ],
            options={
                'verbose_name': 'text of a file',
                'verbose_name_plural': 'texts of files',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DocumentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('name', models.CharField(max_length=150, validators=[projects.validators.visible_line], verbose_name='file name')),
                ('sha256', models.CharField(db_index=True, max_length=64, validators=[django.core.validators.RegexValidator('\\A[0-9a-f]{64}\\Z')], verbose_name='checksum (SHA-256)')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('media_type', models.CharField(max_length=80, verbose_name='type of file')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='projects.document', verbose_name='document')),
            ],
            options={
                'verbose_name': 'file of a document',
                'verbose_name_plural': 'files of documents',
                'ordering': ['document', 'version'],
                'constraints': [models.UniqueConstraint(fields=('document', 'version'), name='document_file_one_per_version')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalDocumentFile',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('name', models.CharField(max_length=150, validators=[projects.validators.visible_line], verbose_name='file name')),
                ('sha256', models.CharField(db_index=True, max_length=64, validators=[django.core.validators.RegexValidator('\\A[0-9a-f]{64}\\Z')], verbose_name='checksum (SHA-256)')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('media_type', models.CharField(max_length=80, verbose_name='type of file')),
                ('from_change', models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True)),
                ('until_change', models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='projects.document', verbose_name='document')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical file of a document',
                'verbose_name_plural': 'historical files of documents',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_change', None)), fields=('id',), name='documentfile_has_one_open_state')],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
