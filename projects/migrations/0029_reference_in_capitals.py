import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0028_keys_in_document_order'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='project',
            index=models.Index(django.db.models.functions.text.Upper('reference'), name='project_reference_upper'),
        ),
    ]
