import django.db.models.deletion
import projects.validators
import uuid
from django.conf import settings
from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '__first__'),
        ('budgets', '0008_rules'),
    ]

    operations = [
        Group([
            migrations.CreateModel(
                name='LedgerColumns',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('headings', models.CharField(help_text='As a SHA-256.', max_length=64, unique=True, verbose_name='headings')),
                    ('columns', models.JSONField(verbose_name='columns')),
                    ('reversed_signs', models.BooleanField(default=False, verbose_name='payments are negative')),
                    ('changed', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ],
                options={
                    'verbose_name': 'columns of a ledger',
                    'verbose_name_plural': 'columns of ledgers',
                    'ordering': ['-changed'],
                },
            ),
            migrations.CreateModel(
                name='BookMatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', models.CharField(choices=[('grant', 'Grant or project'), ('post', 'Budget post'), ('voucher', 'Voucher')], max_length=10, verbose_name='kind')),
                    ('grant', models.CharField(blank=True, help_text='Of a voucher: the reference of its grant.', max_length=40, verbose_name='grant')),
                    ('theirs', models.CharField(max_length=100, validators=[projects.validators.plain_line], verbose_name='in the ledger')),
                    ('folded', models.CharField(editable=False, max_length=200)),
                    ('ours', models.CharField(max_length=100, validators=[projects.validators.plain_line], verbose_name='in the register')),
                    ('made', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                    ('reason', models.CharField(max_length=300, validators=[projects.validators.plain_line], verbose_name='reason')),
                    ('withdrawn', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('withdrawn_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'match of two books',
                    'verbose_name_plural': 'matches of two books',
                    'ordering': ['-made', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn__isnull', True)), fields=('kind', 'grant', 'folded'), name='book_match_once', violation_error_message="The ledger's code is matched already. Withdraw that match first."), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'voucher'), models.Q(('grant', ''), _negated=True)), models.Q(models.Q(('kind', 'voucher'), _negated=True), ('grant', '')), _connector='OR'), name='book_match_of_a_voucher_has_its_grant', violation_error_message='A voucher is matched for one grant, and nothing else is.'), models.CheckConstraint(condition=models.Q(models.Q(('theirs', ''), _negated=True), models.Q(('ours', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('folded', ''), _negated=True)), name='book_match_says_what_and_why', violation_error_message='A match says what means the same, and why.')],
                },
            ),
            migrations.CreateModel(
                name='LedgerFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('made', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                    ('name', models.CharField(max_length=200, verbose_name='file')),
                    ('cells', models.BinaryField()),
                    ('columns', models.JSONField(default=dict)),
                    ('reversed_signs', models.BooleanField(default=False)),
                    ('first_day', models.DateField(blank=True, null=True)),
                    ('last_day', models.DateField(blank=True, null=True)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ledgers', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'ledger',
                    'verbose_name_plural': 'ledgers',
                    'ordering': ['-made', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('first_day__isnull', True), ('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='ledger_end_not_before_start', violation_error_message='The end lies before the start.')],
                },
            ),
        ]),
    ]
