import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0010_right_to_reopen_periods'),
        ('projects', '0029_reference_in_capitals'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(django.db.models.functions.text.Upper('reference'), name='allocation_reference_upper'),
        ),
    ]
