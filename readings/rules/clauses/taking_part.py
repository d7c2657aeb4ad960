"""Whether an organisation takes part in the item, and not in a meeting or a course."""

from readings.rules.clauses.subject import OWN_STOP, About, names_item
from readings.words.states import EVENTS
from readings.words.subjects import PREPOSITION, A
from readings.words.taking_part import IN, OTHER_LEAD, OTHERS, PERSON_OF, TAKES_PART, WATCHES, WORKS_WITH


def takes_part(before: str, after: str, about: About) -> bool:
    """Returns whether the words behind a name say that it takes part in the item, or works on it with others.

    Who takes part in a conference is one of its guests: there the words for taking part say no role.
    """
    if PERSON_OF.search(before):
        return False
    others = OTHERS.match(after)
    rest = after[others.end() :] if others else after
    part, work = TAKES_PART.match(rest), WORKS_WITH.match(rest)
    if work:
        # "works with Fafo on a book": neither word may be something else
        said = _up_to_stop(rest[work.end() :])
        return all(names_item(one, about, first=False) is not False for one in PREPOSITION.split(said))
    if part is None or about.kind in EVENTS or WATCHES.match(rest, part.end()):
        return False
    said = _up_to_stop(rest[part.end() :])
    led = IN.match(said)
    if not led and (OTHER_LEAD.match(said) or A.search(said)):
        # "er med til at …", "took part with a film"
        return False
    return names_item(said[led.end() :] if led else said, about, first=False) is not False


def _up_to_stop(rest: str) -> str:
    """Returns the words up to the end of their clause."""
    stop = OWN_STOP.search(rest)
    return rest[: stop.start()] if stop else rest
