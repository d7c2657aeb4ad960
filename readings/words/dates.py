"""Words around dates: what makes a date a beginning, an end, or less than a date."""

import re

SEASON = re.compile(
    r"(?<!\w)(?:efterår(?:et)?|høst(?:en)?|höst(?:en)?|hausti[nðd]?\w*|syksy\w*|forår(?:et)?|vår(?:en)?|vor(?:ið)?|kevä\w+|"
    r"sommer(?:en)?|sommar(?:en)?|sumar(?:ið)?|kesä\w*|autumn|fall|spring|summer|begyndelsen af|starten av|början av|"
    r"slutet av|slutningen af|slutten av|begynnelsen av|midten af|midten av|mitten av|alussa|alkupuolella|lopussa|"
    r"loppupuolella|byrjun|lok|early|late|mid|the beginning of|the middle of|the end of|primo|ultimo|half of|halvår\w*|"
    r"kvartal\w*|quarter|quarter of)\s*$",
    re.IGNORECASE,
)
"""Words before a year for a part of it: the year is certain, and the part is not kept."""
ABOUT = re.compile(
    r"(?<!\w)(?:vinter|vinteren|vintern|vetur(?:inn)?|talvi|talvella|winter(?:\s+of)?|ca\.?|cirka|circa|omkring|rundt|around|about|noin|"
    r"n\.|um|u\.þ\.b\.|kringum)\s*$",
    re.IGNORECASE,
)
"""Words that make a date less than a date. A winter has two years."""
FROM = re.compile(
    r"(?:fra|från|from|siden|sedan|since|frá|vuodesta|med start|med start i|starting|starting in|beginning|"
    r"med begyndelse|"
    r"fra og med|från och med|"
    r"fr\.?\s?o\.?\s?m\.?|f\.?\s?o\.?\s?m\.?|med virkning fra|with effect from|as of)\s+"
    r"(?:den\s+|the\s+|i\s+|in\s+|árinu\s+|árið\s+|året\s+|år\s+|the\s+year\s+)?$",
    re.IGNORECASE,
)
LENGTH = re.compile(
    r"(?<!\w)(?:\d+|et|ett|to|två|tre|fire|fyra|fem|seks|sex|one|two|three|four|five|six|yksi|kaksi|kolme|"
    r"neljä|viisi|tvö|"
    r"þrjú|fjögur)\s*-?\s*(?:måned\w*|månad\w*|months?|years?|år|árs?|ár|mánuð\w*|kuukau\w*|kk|vuo\w+|uger|veckor|"
    r"uker|weeks?|viikko\w*|vikur|halvår|dage|dagar|dager|days?)(?!\w)",
    re.IGNORECASE,
)
OPEN_BEFORE = re.compile(
    r"(?:før|förut|innan|före|before|prior to|ennen|fyrir|efter|etter|after|eftir|tidligst|earliest|inden|by|"
    r"senest|senast|not later than|viimeistään|í síðasta lagi|siden før|mod|towards)\s+(?:den\s+|år\s+|the\s+|"
    r"árið\s+|vuotta\s+|"
    r"i\s+|in\s+|utgangen av\s+|udgangen af\s+)?$",
    re.IGNORECASE,
)
OPEN_AFTER = re.compile(
    r"\s*(?:jälkeen|mennessä|eller før|eller senere|or later|or earlier|tai myöhemmin)\b", re.IGNORECASE
)
RUNS_SINCE = re.compile(
    r"\b(?:pågår|pågått|kører|kørt|kjører|kjørt|gang|running|active|aktiv|käynnissä)\s+(?:siden|sedan|since)\b",
    re.IGNORECASE,
)
"""The item itself runs since a date, so that "since" is no word for an earlier one."""
OF_EVENT = re.compile(
    r"[\"”»*)\s.,:?!]*(?:et |ett |en |a |an )?(?:\w*seminar|\w*seminarium|\w*seminaari|konference|konferens|konferanse|"
    r"conference|konferenssi|ráðstefna|málþing|málstofa|workshop|työpaja)(?!\w)(?:(?!\b(?:om|about|som|der|"
    r"that|which)\b)[^.;]){0,60}",
    re.IGNORECASE,
)
"""A sentence without a verb that calls the item an event: "Konferanse i Umeå 4. november 2015"."""
AFTER_TITLE = re.compile(
    r"[\"”»*]*\s*(?:\((?P<brackets>)|,\s)(?P<inside>[^()\n]{4,60}?)(?:\)|$|\.(?=\s+[A-ZÅÄÖÆØÞ\"“”«]|\s*$)|\n)"
)
UNTIL = re.compile(
    r"(?:(?:(?:innen|inden|frem|fram|ut|ud|helt)\s+)?(?:til|till|until|through|út|to|indtil|inntil|tills|"
    r"innen|inden)\s+"
    r"(?:og med\s+|och med\s+)?(?:udgangen af|årsskiftet|utgangen av|utgången av|slutet av|slutten av|slutningen af|"
    r"udløbet af|utløpet av|the end of|end of|loka|lok)|until|through|(?:fram |frem )?til(?:l)? o(?:g|ch) med|"
    r"t\.?\s?o\.?\s?m\.?|(?:år(?:et|i[ðd])?\s+)?(?:ud|ut|út))\s+(?:den\s+|the\s+|år\s+|árs\s+|árið\s+)?$|\bársloka\s+$|"
    r"(?:fortsætter|fortsetter|fortsätter|pågår|løber|løper|löper|varer|varar|kører|kjører|körs|continues?|"
    r"runs?|running|"
    r"lasts?|gælder|gjelder|gäller|stendur(?:\s+yfir)?|heldur\s+áfram)\s+(?:nu\s+|stadig\s+)?(?:frem\s+|fram\s+)?"
    r"(?:til|till|to|into|út)\s+(?:i\s+|den\s+)?$",
    re.IGNORECASE,
)
UNTIL_MONTH = re.compile(r"\w+kuuhun\b", re.IGNORECASE)
"""A Finnish month whose ending says "until"."""
UNTIL_AFTER = re.compile(r"\s*(?:loppuun|asti|saakka)\b", re.IGNORECASE)
WITHIN = re.compile(r"(?<!\w)(?:i|in|år|í|árið|vuonna)\s+(?:år\s+|løbet\s+af\s+|løpet\s+av\s+)?$", re.IGNORECASE)
WILL_RUN = re.compile(
    r"(?:will|skal|skall|ska|kommer att|kommer til at|vil|mun)\s+(?:run|continue|last|end|finish|close|løbe|løpe|pågå|"
    r"fortsætte|fortsette|fortsätta|vare|vara|slutte|sluta|afsluttes|avsluttes|avslutas|standa|ljúka)",
    re.IGNORECASE,
)
"""The item itself goes on: its end is no date of something that comes later."""
SINCE = re.compile(r"\W*(?:siden|sedan|since|(?:ever since))\s+(?:den\s+|the\s+)?", re.IGNORECASE)
LEADS = re.compile(
    r"\W*(?:between|from|in|during|mellem|mellom|mellan|fra|från|i|under|frá|á árunum|árin|vuosina|åren|i årene|"
    r"i perioden|under åren)\s+(?:the\s+years\s+)?",
    re.IGNORECASE,
)
"""The words before a date that begins a sentence: its verb comes after the subject."""
_OF_ITEM = (
    r"(?:projekt|prosjekt|program|kampagne|kampanje|kampanj|studie|undersøgelses|undersøkelses|partnerskabs)(?:e?t?s)?"
)
PERIOD_IS = re.compile(
    rf"\W*(?:{_OF_ITEM}\s?(?:perioden|tiden|periode|tid)|hankekausi|hankeaika|ohjelmakausi|kampanja-aika|"
    r"(?:hankkeen|ohjelman|kampanjan|tutkimuksen)\s+(?:kesto|toteutusaika)|verkefnistíminn|verkefnistímabilið|"
    r"(?:tímabil|tími)\s+(?:verkefnisins|áætlunarinnar|herferðarinnar)|áætlunartímabilið|"
    r"the\s+(?:project|programme|campaign|study)\s+period|the\s+period\s+of\s+the\s+(?:project|programme|campaign|study))"
    r"\s+(?:er|är|is|on|var|was|oli)\s+(?:fra\s+|från\s+|from\s+|frá\s+|åren\s+|årene\s+|vuodet\s+|árin\s+)?",
    re.IGNORECASE,
)
"""A sentence that says the period of the item: "Programperioden är 2017–2020"."""
