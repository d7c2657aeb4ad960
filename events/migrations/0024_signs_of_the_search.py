from hashlib import sha256

from django.db import migrations

from projects.language.folding import SIGNS, fold


def fold_again(apps, schema_editor):
    """Quotes, dashes and invisible signs are folded from now on; the stored columns are folded here."""
    events = apps.get_model('events', 'Event')._base_manager.order_by('pk')
    for key, old in events.values_list('pk', 'search_text').iterator(chunk_size=2000):
        if fold(old) != old:
            events.filter(pk=key).update(search_text=fold(old))


def compare_venues_again(apps, schema_editor):
    """The clash check compares venues by their folded address: those that are folded otherwise now get their new key."""
    engagements = apps.get_model('events', 'Engagement')._base_manager.filter(takes='venue')
    events = apps.get_model('events', 'Event')._base_manager.order_by('pk')
    for key, place, address in events.exclude(address='').values_list('pk', 'place', 'address'):
        if address.translate(SIGNS) != address or '\u00ad' in address:
            digest = sha256(fold(address).encode()).hexdigest()[:32]
            engagements.filter(event=key).update(key=f'venue:{place}:{digest}')


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0023_uid_of_a_calendar'),
        ('projects', '0022_signs_of_the_search'),
    ]

    operations = [
        migrations.RunPython(fold_again, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(compare_venues_again, migrations.RunPython.noop, elidable=True),
    ]
