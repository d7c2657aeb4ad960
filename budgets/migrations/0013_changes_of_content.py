from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budgets', '0012_whole_budget'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalrule',
            name='check_name',
            field=models.CharField(choices=[('contract-signed', 'Contract signed before the start and before payments'), ('final-report-first', 'Final report and accounts approved before the final payment'), ('report-with-request', 'Report with each request for payment'), ('annual-report', 'Annual report of a framework contract'), ('report-in-time', 'Reports that the contract asks for'), ('payment-in-time', 'Instalments that the contract promises'), ('auditor', "Auditor's statement"), ('accounts-signed', 'Final accounts signed by both managers'), ('change-in-time', 'Changes approved beforehand'), ('content-approved', 'Changes of content and participants approved beforehand'), ('within-the-grant', 'Contract within the grant'), ('settled', 'Money settled before closing'), ('open-period', 'Entry in an open accounting period'), ('post-not-overdrawn', 'Budget post not overdrawn'), ('perspective', 'Cross-cutting perspective answered')], max_length=30, verbose_name='check'),
        ),
        migrations.AlterField(
            model_name='rule',
            name='check_name',
            field=models.CharField(choices=[('contract-signed', 'Contract signed before the start and before payments'), ('final-report-first', 'Final report and accounts approved before the final payment'), ('report-with-request', 'Report with each request for payment'), ('annual-report', 'Annual report of a framework contract'), ('report-in-time', 'Reports that the contract asks for'), ('payment-in-time', 'Instalments that the contract promises'), ('auditor', "Auditor's statement"), ('accounts-signed', 'Final accounts signed by both managers'), ('change-in-time', 'Changes approved beforehand'), ('content-approved', 'Changes of content and participants approved beforehand'), ('within-the-grant', 'Contract within the grant'), ('settled', 'Money settled before closing'), ('open-period', 'Entry in an open accounting period'), ('post-not-overdrawn', 'Budget post not overdrawn'), ('perspective', 'Cross-cutting perspective answered')], max_length=30, verbose_name='check'),
        ),
    ]
