from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0008_erasures'),
    ]

    operations = [
        migrations.AddField(
            model_name='waitingproposal',
            name='steps',
            field=models.JSONField(default=list, verbose_name='steps'),
        ),
    ]
