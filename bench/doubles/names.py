"""Names of Nordic organisations as registers hold them, in their own language and often in English.

Many of them look alike and are different: municipalities, county boards, ministries and national societies of each
country, companies of people with similar names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.generator.dice import Dice


@dataclass(frozen=True)
class Body:
    """An organisation."""

    names: tuple[str, ...]
    """The first is the usual one; the second, if any, is English."""
    country: str
    abbreviation: str = ""
    numbers: tuple[tuple[str, str], ...] = field(default=())


PLACES = {
    "DK": "København Aarhus Odense Aalborg Esbjerg Randers Kolding Horsens Vejle Roskilde Herning Helsingør Silkeborg "
    "Næstved Fredericia Viborg Køge Holstebro Taastrup Slagelse Hillerød Sønderborg Svendborg Hjørring Holbæk "
    "Frederikshavn Nørresundby Haderslev Skive Ringsted Ringkøbing Nykøbing Aabenraa Kalundborg Tønder Varde Thisted "
    "Lemvig Struer Rødovre Glostrup Ballerup Hvidovre Brøndby Ishøj Solrød Greve Faxe Lolland Bornholm Samsø Ærø",
    "NO": "Oslo Bergen Trondheim Stavanger Drammen Fredrikstad Kristiansand Kristiansund Sandnes Tromsø Sarpsborg "
    "Skien "
    "Ålesund Sandefjord Haugesund Tønsberg Moss Bodø Arendal Hamar Larvik Halden Lillehammer Molde Harstad Kongsberg "
    "Gjøvik Horten Narvik Alta Steinkjer Namsos Levanger Stjørdal Elverum Voss Førde Florø Ørsta Volda Hammerfest "
    "Vadsø",
    "SE": "Stockholm Göteborg Malmö Uppsala Västerås Örebro Linköping Helsingborg Jönköping Norrköping Lund Umeå Gävle "
    "Borås Södertälje Eskilstuna Halmstad Växjö Karlstad Sundsvall Östersund Trollhättan Luleå Kalmar Kristianstad "
    "Karlskrona Karlshamn Falun Falköping Skövde Nyköping Enköping Köping Avesta Alvesta Habo Håbo Mora Motala Nora "
    "Hagfors Hofors Degerfors Munkfors Storfors Bengtsfors Ljungby Ljusdal Härnösand Örnsköldsvik Piteå Boden Kiruna "
    "Gällivare Lycksele Robertsfors Nordmaling Vindeln Vännäs Sala Säter Tierp Torsby Torsås Vara Varberg Vårgårda",
    "FI": "Helsinki Espoo Tampere Vantaa Oulu Turku Jyväskylä Lahti Kuopio Pori Kouvola Joensuu Lappeenranta Vaasa "
    "Hämeenlinna Seinäjoki Rovaniemi Mikkeli Kotka Salo Porvoo Kokkola Hyvinkää Lohja Järvenpää Rauma Kajaani Kerava "
    "Savonlinna Nokia Kangasala Ylöjärvi Riihimäki Raseborg Imatra Raahe Sastamala Tornio Iisalmi Hollola Raisio",
    "IS": "Reykjavík Kópavogur Hafnarfjörður Akureyri Garðabær Mosfellsbær Árborg Akranes Fjarðabyggð Múlaþing "
    "Vestmannaeyjar Skagafjörður Ísafjarðarbær Borgarbyggð Seltjarnarnes Norðurþing Hveragerði Grindavík",
}
COUNTIES = (
    "Stockholms Uppsala Södermanlands Östergötlands Jönköpings Kronobergs Kalmar Gotlands Blekinge Skåne Hallands "
    "Västra_Götalands Värmlands Örebro Västmanlands Dalarnas Gävleborgs Västernorrlands Jämtlands Västerbottens "
    "Norrbottens"
)
SURNAMES = (
    "Hansen Hanssen Jensen Jenssen Nielsen Nilsen Nilsson Petersen Pedersen Pettersen Pettersson Christensen "
    "Kristensen "
    "Kristiansen Christiansen Johansen Johansson Johannsen Andersen Anderson Andersson Larsen Larsson Larson Olsen "
    "Olsson Sørensen Rasmussen Madsen Thomsen Thomassen Mortensen Mårtensson Berg Bergh Berggren Lind Lindh Lindberg "
    "Lindgren Lindqvist Lindkvist Holm Holmberg Holmgren Holmqvist Dahl Dahlberg Dahlgren Strand Strandberg Korhonen "
    "Virtanen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen Guðmundsson Jónsson Sigurðsson"
)
TRADES = (
    "Consult Rådgivning Analyse Kommunikation Data Invest Teknik Miljø Media Byg Transport Design Energi Marine Foto"
)
FORMS = {
    "DK": ("A/S", "ApS", "I/S"),
    "NO": ("AS", "ASA", "ANS"),
    "SE": ("AB", "HB"),
    "FI": ("Oy", "Oyj", "Ky"),
    "IS": ("ehf.", "hf."),
}
MINISTRIES = {
    "justice": (
        "Justitsministeriet",
        "Justisdepartementet",
        "Justitiedepartementet",
        "Oikeusministeriö",
        "Dómsmálaráðuneytið",
        "Ministry of Justice",
    ),
    "finance": (
        "Finansministeriet",
        "Finansdepartementet",
        "Finansdepartementet",
        "Valtiovarainministeriö",
        "Fjármálaráðuneytið",
        "Ministry of Finance",
    ),
    "culture": (
        "Kulturministeriet",
        "Kulturdepartementet",
        "Kulturdepartementet",
        "Kulttuuriministeriö",
        "Menningarráðuneytið",
        "Ministry of Culture",
    ),
    "defence": (
        "Forsvarsministeriet",
        "Forsvarsdepartementet",
        "Försvarsdepartementet",
        "Puolustusministeriö",
        "Varnarmálaráðuneytið",
        "Ministry of Defence",
    ),
    "environment": (
        "Miljøministeriet",
        "Miljødepartementet",
        "Miljödepartementet",
        "Ympäristöministeriö",
        "Umhverfisráðuneytið",
        "Ministry of the Environment",
    ),
    "foreign": (
        "Udenrigsministeriet",
        "Utenriksdepartementet",
        "Utrikesdepartementet",
        "Ulkoministeriö",
        "Utanríkisráðuneytið",
        "Ministry of Foreign Affairs",
    ),
    "education": (
        "Undervisningsministeriet",
        "Kunnskapsdepartementet",
        "Utbildningsdepartementet",
        "Opetusministeriö",
        "Menntamálaráðuneytið",
        "Ministry of Education",
    ),
    "labour": (
        "Arbejdsministeriet",
        "Arbeidsdepartementet",
        "Arbetsmarknadsdepartementet",
        "Työministeriö",
        "Vinnumálaráðuneytið",
        "Ministry of Labour",
    ),
}
SOCIETIES = (
    (
        "Dansk Røde Kors",
        "Norges Røde Kors",
        "Svenska Röda Korset",
        "Suomen Punainen Risti",
        "Rauði krossinn",
        "Red Cross",
    ),
    ("Red Barnet", "Redd Barna", "Rädda Barnen", "Pelastakaa Lapset", "Barnaheill", "Save the Children"),
    ("Amnesty Danmark", "Amnesty Norge", "Amnesty Sverige", "Amnesty Suomi", "Amnesty Ísland", "Amnesty"),
    ("WWF Danmark", "WWF Norge", "WWF Sverige", "WWF Suomi", "WWF Ísland", "WWF"),
    ("Socialstyrelsen", "Helsedirektoratet", "Socialstyrelsen", "Sosiaalihallitus", "Félagsmálastofnun", ""),
    ("Sundhedsstyrelsen", "Folkehelseinstituttet", "Folkhälsomyndigheten", "Terveysvirasto", "Lýðheilsustofnun", ""),
    (
        "Danmarks Statistik",
        "Norges Statistikk",
        "Sveriges Statistik",
        "Suomen Tilasto",
        "Hagstofa Íslands",
        "Statistics",
    ),
    ("Forbrugerrådet", "Forbrukerrådet", "Konsumentverket", "Kuluttajavirasto", "Neytendastofa", ""),
    ("Dansk Kvindesamfund", "Norsk Kvinnesaksforening", "Svenska Kvinnoförbundet", "Naisasialiitto", "Kvenfélag", ""),
)
ENGLISH = {"DK": "Danish", "NO": "Norwegian", "SE": "Swedish", "FI": "Finnish", "IS": "Icelandic"}
OF_PLACES = {
    "DK": (
        ("{0} Kommune", "{0} Municipality"),
        ("{0} Universitet", "University of {0}"),
        ("{0} Museum", "{0} Museum"),
        ("{0} Sygehus", "{0} Hospital"),
        ("{0} Bibliotek", "{0} Library"),
        ("Krisecenter {0}", "{0} Crisis Centre"),
        ("{0} Ungdomsskole", ""),
        ("Foreningen Norden {0}", ""),
    ),
    "NO": (
        ("{0} kommune", "Municipality of {0}"),
        ("Universitetet i {0}", "University of {0}"),
        ("{0} museum", "{0} Museum"),
        ("{0} sykehus", "{0} Hospital"),
        ("{0} bibliotek", "{0} Library"),
        ("Krisesenteret i {0}", "Crisis Centre in {0}"),
        ("Høgskolen i {0}", "{0} College"),
        ("Foreningen Norden {0}", ""),
    ),
    "SE": (
        ("{0}s kommun", "{0} Municipality"),
        ("{0}s universitet", "{0} University"),
        ("{0}s museum", "{0} Museum"),
        ("{0}s sjukhus", "{0} Hospital"),
        ("{0}s bibliotek", "{0} Library"),
        ("Kvinnojouren i {0}", ""),
        ("Högskolan i {0}", "{0} College"),
        ("Föreningen Norden {0}", ""),
    ),
    "FI": (
        ("{0}n kaupunki", "City of {0}"),
        ("{0}n yliopisto", "University of {0}"),
        ("{0}n museo", "{0} Museum"),
        ("{0}n sairaala", "{0} Hospital"),
        ("{0}n kirjasto", "{0} Library"),
        ("{0}n ensi- ja turvakoti ry", ""),
        ("{0}n ammattikorkeakoulu", "{0} College"),
    ),
    "IS": (
        ("Sveitarfélagið {0}", "Municipality of {0}"),
        ("Háskólinn {0}", "University of {0}"),
        ("Safnið {0}", "{0} Museum"),
        ("Bókasafn {0}", "{0} Library"),
        ("Norræna félagið {0}", ""),
    ),
}
RESEARCH = (
    ("DK", "Dansk Institut for {0}", "Danish Institute for {1}"),
    ("NO", "Norsk institutt for {2}", "Norwegian Institute for {1}"),
    ("SE", "Svenska institutet för {3}", "Swedish Institute for {1}"),
    ("", "Nordisk Center for {0}", "Nordic Centre for {1}"),
    ("", "Nordisk Netværk for {0}", "Nordic Network for {1}"),
)
FIELDS = (
    ("Fredsforskning", "Peace Research", "fredsforskning", "fredsforskning"),
    ("Internationale Studier", "International Studies", "internasjonale studier", "internationella studier"),
    ("Kønsforskning", "Gender Research", "kjønnsforskning", "genusforskning"),
    ("Arktisk Medicin", "Arctic Medicine", "arktisk medisin", "arktisk medicin"),
    ("Vandforskning", "Water Research", "vannforskning", "vattenforskning"),
    ("Skovbrug og Landskab", "Forestry and Landscape", "skogbruk og landskap", "skogsbruk och landskap"),
    ("Anvendt Kriminologi", "Applied Criminology", "anvendt kriminologi", "tillämpad kriminologi"),
    ("Migration og Integration", "Migration and Integration", "migrasjon og integrering", "migration och integration"),
    ("Bæredygtig Turisme", "Sustainable Tourism", "bærekraftig turisme", "hållbar turism"),
    ("Handicap og Velfærd", "Disability and Welfare", "funksjonshemming og velferd", "funktionshinder och välfärd"),
)
CAUSES = (
    "Ligestilling, Børns Vilkår, Havmiljø, Fredsarbejde, Sprogforståelse, Folkesundhed, Ungdomskultur, Byfornyelse, "
    "Landdistrikter, Nordisk Film, Arktisk Viden, Fair Handel, Rent Vand, Grøn Omstilling, Digital Dannelse, Lokal "
    "Mad, Frivilligt Arbejde, Psykisk Sundhed, Integration, Musik, Teater, Dans, Kunsthåndværk, Arkitektur, "
    "Naturbeskyttelse, Fuglevern, Skovdrift, Fiskeri"
)


def bodies(seed: int, count: int = 5000) -> list[Body]:
    """Returns so many different organisations, the same for the same seed."""
    dice = Dice(seed, "names")
    found: dict[tuple[str, str], Body] = {}
    countries: dict[str, set[str]] = {}
    for body in _all(dice):
        name = body.names[0].casefold()
        others = countries.get(name, set())
        # One name in two countries is two organisations; a second one without a country may be the first again
        if body.country not in others and not (others and "" in {*others, body.country}):
            found[name, body.country] = body
            countries.setdefault(name, set()).add(body.country)
        if len(found) == count:
            break
    return list(found.values())


def _all(dice: Dice) -> Iterator[Body]:
    yield from _of_countries()
    yield from _of_places()
    yield from _of_research()
    yield from _of_people(dice)


def _of_countries() -> Iterator[Body]:
    for *own, english in (*MINISTRIES.values(), *SOCIETIES):
        for name, country in zip(own, ENGLISH, strict=True):
            ministry = english.startswith("Ministry")
            translated = english if ministry else f"{ENGLISH[country]} {english}"
            yield Body((name, translated) if english else (name,), country)
    for county in COUNTIES.split():
        name = county.replace("_", " ")
        yield Body((f"Länsstyrelsen i {name} län", f"County Administrative Board of {name.removesuffix('s')}"), "SE")
        yield Body((f"Region {name.removesuffix('s')}",), "SE")


def _of_places() -> Iterator[Body]:
    for country, places in PLACES.items():
        for place in places.split():
            for own, english in OF_PLACES[country]:
                names = [own.format(place).replace("ss ", "s ")] + ([english.format(place)] if english else [])
                yield Body(tuple(names), country)


def _of_research() -> Iterator[Body]:
    for country, own, english in RESEARCH:
        for words in FIELDS:
            name = own.format(*words)
            yield Body((name, english.format(*words)), country, _initials(name))


def _of_people(dice: Dice) -> Iterator[Body]:
    """Companies, funds and associations without end."""
    while True:
        country = dice.one_of(list(FORMS))
        surname, other = dice.some_of(SURNAMES.split(), 2)
        place, cause = dice.one_of(PLACES[country].split()), dice.one_of(CAUSES.split(", "))
        form = dice.one_of(FORMS[country])
        name = dice.one_of(
            (
                f"{surname} {dice.one_of(TRADES.split())} {form}",
                f"{surname} & {other} {form}",
                f"{surname} {dice.one_of(TRADES.split())} {place} {form}",
                f"Foreningen for {cause} i {place}",
                f"{surname}s Fond for {cause}",
                f"{place} {dice.one_of(TRADES.split())} {form}",
                f"Netværket {cause} {place}",
                f"{place} Forum for {cause}",
            )
        )
        yield Body((name,), country if dice.chance(0.8) else "")


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word not in ("for", "og", "för", "och")).upper()
