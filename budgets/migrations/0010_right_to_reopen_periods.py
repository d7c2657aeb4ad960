from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0009_two_books'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='period',
            options={'ordering': ['-first_day', 'code'], 'permissions': [('reopen_period', 'Can open a closed accounting period again')], 'verbose_name': 'accounting period', 'verbose_name_plural': 'accounting periods'},
        ),
    ]
