from django.db import migrations

from projects.language.folding import fold

COLUMNS = (
    ('Council', 'folded_code'),
    ('Council', 'search_text'),
    ('CouncilAlias', 'folded_alias'),
    ('Place', 'search_text'),
    ('Organisation', 'search_text'),
    ('Document', 'search_text'),
    ('Project', 'search_text'),
)


def fold_again(apps, schema_editor):
    """Quotes, dashes and invisible signs are folded from now on; the stored columns are folded here."""
    for model, column in COLUMNS:
        rows = apps.get_model('projects', model)._base_manager.order_by('pk')
        unique = rows.model._meta.get_field(column).unique
        for key, old in rows.values_list('pk', column).iterator(chunk_size=2000):
            new = fold(old)
            # Two councils whose codes differ in a hyphen only stay apart
            if new != old and not (unique and rows.filter(**{column: new}).exists()):
                rows.filter(pk=key).update(**{column: new})


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0021_sent_forms'),
    ]

    operations = [
        migrations.RunPython(fold_again, migrations.RunPython.noop, elidable=True),
    ]
