import projects.fields
from decimal import Decimal
from django.db import migrations, models

from changes.grouped import Group


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0011_reference_in_capitals'),
        ('projects', '0028_keys_in_document_order'),
    ]

    operations = [
        Group([
            migrations.AddField(
                model_name='contract',
                name='whole_budget',
                field=projects.fields.MoneyField(blank=True, help_text='In DKK: everything that the project costs under this contract, whoever pays it.', null=True, verbose_name='whole budget of the project'),
            ),
            migrations.AddField(
                model_name='historicalcontract',
                name='whole_budget',
                field=projects.fields.MoneyField(blank=True, help_text='In DKK: everything that the project costs under this contract, whoever pays it.', null=True, verbose_name='whole budget of the project'),
            ),
        ]),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('whole_budget__isnull', True), models.Q(('whole_budget__gt', 0), ('whole_budget__lte', Decimal('9999999999.99'))), _connector='OR'), name='contract_whole_budget_above_zero', violation_error_message='The whole budget is an amount above zero, or not stated.'),
        ),
    ]
