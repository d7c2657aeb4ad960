"""Words of organisations' names in six languages: a concept, and its words in each language.

Two words of one concept are a translation of each other only if no language has both: in Sweden, Skolverket and
Skolmyndigheten are two authorities.
"""

from projects.language.folding import fold

HEADS = {
    "ministry": "da:ministerium,ministeriet nb:departement,departementet,ministerium,ministeriet "
    "sv:departement,departementet,ministerium,ministeriet fi:ministeriö is:ráðuneyti,ráðuneytið en:ministry,department",
    "council of ministers": "da:ministerråd,ministerrådet nb:ministerråd,ministerrådet sv:ministerråd,ministerrådet "
    "fi:ministerineuvosto,ministerineuvoston is:ráðherranefnd,ráðherranefndin en:-",
    "agency": "da:styrelse,styrelsen,direktorat,direktoratet nb:direktorat,direktoratet,verket,tilsynet "
    "sv:myndighet,myndigheten,styrelsen,verket,verk fi:virasto,hallitus is:stofnun,stofa en:agency,authority,"
    "directorate,administration,board",
    "council": "da:råd,rådet nb:råd,rådet sv:råd,rådet fi:neuvosto,neuvoston is:ráð,ráðið en:council",
    "university": "da:universitet,universitetet nb:universitet,universitetet sv:universitet,universitetet "
    "fi:yliopisto,yliopiston is:háskóli,háskólinn en:university",
    "college": "da:højskole,højskolen,professionshøjskole nb:høgskole,høgskolen,høyskole,høyskolen "
    "sv:högskola,högskolan fi:korkeakoulu,ammattikorkeakoulu is:- en:college,school",
    "institute": "da:institut,instituttet nb:institutt,instituttet sv:institut,institutet fi:instituutti,laitos "
    "is:- en:institute",
    "centre": "da:center,centret,centeret nb:senter,senteret sv:centrum,center,centret fi:keskus,keskuksen "
    "is:miðstöð,setur en:centre,center",
    "municipality": "da:kommune,kommunen nb:kommune,kommunen sv:kommun,kommunen,stad "
    "fi:kunta,kaupunki is:sveitarfélag,borg,bær en:municipality,city",
    "county": "da:amt nb:fylke,fylkeskommune,fylkeskommunen sv:län,landsting,landstinget fi:maakunta is:sýsla "
    "en:county",
    "region": "da:region,regionen nb:region,regionen sv:region,regionen fi:alue is:svæði en:region",
    "county administrative board": "sv:länsstyrelse,länsstyrelsen fi:lääninhallitus nb:statsforvalteren,fylkesmannen "
    "en:-",
    "association": "da:forening,foreningen,forbund,forbundet nb:forening,foreningen,forbund,forbundet "
    "sv:förening,föreningen,förbund,förbundet fi:liitto,yhdistys is:félag,félagið,samband,sambandið "
    "en:association,union,federation",
    "foundation": "da:fond,fonden nb:fond,fondet sv:fond,fonden fi:rahasto is:sjóður,sjóðurinn en:fund",
    "bank": "da:bank,banken nb:bank,banken sv:bank,banken fi:pankki is:banki,bankinn en:bank",
    "museum": "da:museum,museet nb:museum,museet sv:museum,museet fi:museo is:safn,safnið en:museum",
    "library": "da:bibliotek,biblioteket nb:bibliotek,biblioteket sv:bibliotek,biblioteket fi:kirjasto "
    "is:bókasafn,bókasafnið en:library",
    "hospital": "da:hospital,hospitalet,sygehus nb:sykehus,sykehuset sv:sjukhus,sjukhuset fi:sairaala "
    "is:sjúkrahús,spítali en:hospital",
    "ombudsman": "da:ombudsmand,ombudsmanden nb:ombud,ombudet sv:ombudsman,ombudsmannen fi:valtuutettu "
    "is:umboðsmaður en:ombudsman,ombudsperson",
    "network": "da:netværk,netværket nb:nettverk,nettverket sv:nätverk,nätverket fi:verkosto is:net,tengslanet "
    "en:network",
    "office": "da:kontor,kontoret nb:kontor,kontoret sv:kontor,kontoret fi:toimisto is:skrifstofa en:office",
    "house": "da:hus,huset nb:hus,huset sv:hus,huset fi:talo is:hús,húsið en:house",
}
"""What an organisation is. These words also end compounds: Justitiedepartementet."""

SUBJECTS = {
    "justice": "da:justits nb:justis sv:justitie fi:oikeus is:dómsmála en:justice",
    "finance": "da:finans nb:finans sv:finans fi:valtiovarain,valtiovarainministeriö is:fjármála en:finance",
    "foreign affairs": "da:udenrigs nb:utenriks sv:utrikes fi:ulko,ulkoasiain is:utanríkis en:foreign",
    "defence": "da:forsvars,forsvar nb:forsvars,forsvar sv:försvars,försvar fi:puolustus is:varnarmála en:defence,"
    "defense",
    "culture": "da:kultur nb:kultur sv:kultur fi:kulttuuri is:menningar,menning en:culture,cultural",
    "environment": "da:miljø nb:miljø sv:miljö fi:ympäristö is:umhverfis en:environment,environmental",
    "health": "da:sundheds,sundhed nb:helse sv:hälso,hälsa fi:terveys is:heilbrigðis en:health",
    "public health": "da:folkesundhed,folkesundheds nb:folkehelse sv:folkhälso,folkhälsa fi:kansanterveys is:lýðheilsu "
    "en:-",
    "social affairs": "da:social nb:sosial sv:social fi:sosiaali is:félagsmála en:social",
    "education": "da:undervisnings,uddannelses,uddannelse nb:utdannings,utdanning,kunnskaps sv:utbildnings,utbildning "
    "fi:opetus,koulutus is:mennta,menntamála en:education",
    "research": "da:forsknings,forskning nb:forsknings,forskning sv:forsknings,forskning fi:tutkimus "
    "is:rannsókna,rannsóknir,rannsókn en:research",
    "labour": "da:arbejds,arbejde,beskæftigelses nb:arbeids,arbeid sv:arbets,arbete fi:työ is:vinnumála en:labour,"
    "labor,"
    "employment",
    "equality": "da:ligestillings,ligestilling nb:likestillings,likestilling sv:jämställdhets,jämställdhet "
    "fi:tasa-arvo "
    "is:jafnréttis en:equality",
    "food": "da:fødevare,fødevarer nb:mat sv:livsmedels,livsmedel fi:ruoka,elintarvike is:matvæla en:food",
    "fisheries": "da:fiskeri nb:fiskeri sv:fiskeri fi:kalatalous is:fiski,fiskistofa en:fisheries",
    "agriculture": "da:landbrugs,landbrug nb:landbruks,landbruk sv:jordbruks,jordbruk fi:maatalous is:landbúnaðar "
    "en:agriculture,agricultural",
    "energy": "da:energi nb:energi sv:energi fi:energia is:orku en:energy",
    "transport": "da:transport,trafik nb:transport,samferdsels sv:transport,trafik fi:liikenne is:samgöngu "
    "en:transport",
    "police": "da:politi,politiet nb:politi,politiet sv:polis,polisen fi:poliisi is:lögregla,lögreglan en:police",
    "migration": "da:udlændinge nb:utlendings sv:migrations fi:maahanmuutto is:útlendinga en:migration,immigration",
    "statistics": "da:statistik nb:statistisk,statistikk sv:statistiska,statistik fi:tilasto is:hagstofa en:statistics",
    "nature": "da:natur nb:natur sv:natur fi:luonto is:náttúru en:nature",
    "art": "da:kunst nb:kunst sv:konst fi:taide is:list,listar en:art,arts",
    "history": "da:historisk,historie nb:historisk,historie sv:historisk,historiska,historia fi:historia is:sögu "
    "en:history,historical",
    "children": "da:børn,børns,børne,barnet nb:barn,barne,barna sv:barn,barns,barnen fi:lapsi,lapset,lasten is:börn,"
    "barna,"
    "barnaheill en:children,child",
    "women": "da:kvinde,kvinder,kvinders nb:kvinne,kvinner,kvinners sv:kvinna,kvinno,kvinnors,kvinnor fi:nais,"
    "naiset,naisten "
    "is:kvenna,konur en:women,womens",
    "youth": "da:ungdoms,ungdom,unge nb:ungdoms,ungdom sv:ungdoms,ungdom fi:nuoriso is:ungmenna en:youth",
    "human rights": "da:menneskerettigheder nb:menneskerettigheter sv:mänskliga_rättigheter fi:ihmisoikeus "
    "is:mannréttindi,mannréttinda en:-",
    "sea": "da:hav,hav- nb:hav sv:hav,havs fi:meri is:haf,hafrannsókna en:sea,marine",
    "red": "da:røde nb:røde sv:röda fi:punainen is:rauði en:red",
    "cross": "da:kors nb:kors sv:korset fi:risti is:krossinn en:cross",
    "save": "da:red nb:redd sv:rädda fi:pelastakaa is:- en:save",
    "nordic": "da:nordisk,nordiske nb:nordisk,nordiske sv:nordisk,nordiska,nordiskt fi:pohjoismainen,pohjoismaiden,"
    "pohjoismaisen is:norrænn,norræna,norrænt en:nordic",
    "national": "da:national,nationale nb:nasjonal,nasjonale,nasjonalt sv:nationella,nationellt fi:kansallinen "
    "is:þjóð,þjóðar en:national",
    "gender": "da:køn nb:kjønn sv:kön,genus fi:sukupuoli is:kynja en:gender",
    "crisis": "da:krise nb:krise sv:kris fi:kriisi is:- en:crisis",
    "peace": "da:freds,fred nb:freds,fred sv:freds,fred fi:rauha,rauhan is:friðar en:peace",
    "trade": "da:handels,handel nb:handels,handel sv:handels,handel fi:kauppa is:viðskipta en:trade,commerce",
    "technology": "da:teknologi,teknologisk,tekniske nb:teknologi,teknisk sv:teknologi,tekniska fi:teknologia,"
    "teknillinen is:tækni en:technology,technical",
    "consumer": "da:forbruger nb:forbruker sv:konsument fi:kuluttaja is:neytenda en:consumer",
    "north": "da:nord nb:nord sv:norr,norra fi:pohjois is:norður en:north,northern",
    "south": "da:syd nb:sør sv:syd,södra fi:etelä is:suður en:south,southern",
    "east": "da:øst nb:øst sv:öst,östra fi:itä is:austur en:east,eastern",
    "west": "da:vest nb:vest sv:väst,västra fi:länsi is:vestur en:west,western",
}

NATIONS = {
    "DK": "danmark danmarks danske dansk danish denmark tanska tanskan danmörk danmörku",
    "SE": "sverige sveriges svensk svenska svenskt svenske swedish sweden ruotsi ruotsin svíþjóð sænska sænski",
    "NO": "norge norges norsk norske norwegian norway noreg norja norjan noregi noregs norska norges",
    "FI": "finland finlands finsk finska finske finnish suomi suomen finnland finnlands",
    "IS": "island islands islandsk islandske isländsk isländska icelandic iceland ísland íslands íslenska íslenski "
    "islanti islannin",
    "FO": "færøerne færøernes færøsk færøske faroe faroese föroyar føroya føroyar färöarna färöiska",
    "GL": "grønland grønlands grønlandske greenland greenlandic grönland",
    "AX": "åland ålands ahvenanmaa",
    "EE": "estland estisk estiska estonia estonian eesti viro viron",
    "LV": "letland lettland lettisk latvia latvian latvijas",
    "LT": "litauen litauisk lithuania lithuanian lietuvos liettua",
    "RU": "rusland ryssland russland russisk ryska russian russia venäjä",
    "DE": "tyskland tysk tyska german germany deutsche deutschland saksa",
    "PL": "polen polsk polska polish poland",
}
"""Words that name a country, by its code (ISO 3166-1). They decide whether two organisations can be one."""


def _read(table: dict[str, str]) -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    found: dict[str, dict[str, set[str]]] = {}
    for concept, by_language in table.items():
        for part in by_language.split():
            language, _colon, words = part.partition(":")
            for word in words.split(","):
                if word.strip("-"):
                    found.setdefault(fold(word).strip("-").replace("-", ""), {}).setdefault(concept, set()).add(
                        language
                    )
    return {
        word: tuple((name, frozenset(languages)) for name, languages in sorted(concepts.items()))
        for word, concepts in found.items()
    }


CONCEPTS = _read({**HEADS, **SUBJECTS})
"""Folded word → its concepts, each with the languages in which it has this word."""
ENDINGS = tuple(
    sorted((word for word in _read(HEADS) if len(word) >= 5 or word in ("fond", "bank")), key=len, reverse=True)
)
"""Folded words that end compounds, the longest first."""
BEGINNINGS = _read(SUBJECTS)
FINNISH_HEADS = frozenset(word for word, found in _read(HEADS).items() if all(set(by) == {"fi"} for _name, by in found))
"""Before them, a name of a place has an n: Lohjan kaupunki."""
COUNTRY_OF = {fold(word): code for code, words in NATIONS.items() for word in words.split()}
"""Folded word → the country that it names."""
ENGLISH = frozenset(
    {
        *(
            "danish",
            "denmark",
            "swedish",
            "sweden",
            "norwegian",
            "norway",
            "finnish",
            "icelandic",
            "iceland",
            "faroese",
        ),
        *("greenlandic", "greenland", "estonian", "estonia", "latvian", "latvia", "lithuanian", "lithuania", "russian"),
        *("russia", "german", "germany", "polish", "poland"),
    }
)
"""Those of these words that are English: another word for the country beside one of them is its translation."""
