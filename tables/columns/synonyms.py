"""Other headings that people use for the same content, in the six languages of the site."""

from budgets.books.reading.headings import HEADINGS
from budgets.books.reading.headings import Field as LedgerField

TITLE = (
    "name, project name, project title, titel, projekttitel, projektnavn, projektnamn, prosjektnavn, prosjekttittel, "
)
TITLE += "nimi, hankkeen nimi, otsikko, heiti, heiti verkefnis, titill, navn, namn, nafn, benämning, tittel"
STARTS = (
    "from, start, starts, start date, begins, first day, fra, startdato, begynder, fra dato, från, startdatum, börjar, "
    "starter, alkaa, alku, alkamispäivä, frá, hefst, upphaf, upphafsdagur"
)
ENDS = (
    "to, until, end, ends, end date, last day, til, slutdato, slutter, slut, till, slutdatum, slutar, slutt, "
    "sluttdato, päättyy, loppu, päättymispäivä, lýkur, lok, lokadagur"
)
PLACE = "place, places, venue, sted, steder, plats, platser, ort, paikka, paikat, staður, staðir, by, stad"
ORGANISATION = (
    "partner, partners, organisation, organisations, recipient, implementing organisation, organisationer, modtager, "
    "samarbejdspartner, samarbejdspartnere, partnere, partnerit, mottagare, samarbetspartner, mottaker, "
    "organisasjon, "
    "organisasjoner, yhteistyökumppani, yhteistyökumppanit, saaja, samstarfsaðili, samstarfsaðilar, viðtakandi, stofnun"
)
COUNCIL = (
    "council, councils, council of ministers, ministers, ministerråd, ministerrådet, mr, ministerineuvosto, "
    "ráðherranefnd, råd"
)
STATUS = "state, tilstand, läge, tila, staða, stand"
KIND = "type, type of project, art, typ, slag, laji, tyyppi, tegund, slags"
SUMMARY = (
    "description, abstract, about, beskrivelse, resumé, resume, sammenfatning, beskrivning, sammanfattning, "
    "sammendrag, kuvaus, tiivistelmä, lýsing, samantekt, ágrip"
)
REFERENCE = (
    "ref, id, no, number, project no, project number, reference no, journal no, referencenummer, nr, nummer, sagsnr, "
    "projektnr, projektnummer, referens, diarienummer, prosjektnr, referanse, saksnr, viite, numero, hankenumero, "
    "tilvísun, númer, verknúmer, verkefnanúmer"
)
SOURCE = "document, source document, kilde, källa, dokument, lähde, asiakirja, heimild, skjal"
SECTION = "source section, afsnit, avsnitt, osio, kafli"
ITEM = "source item, item no, punkt, post i kilden, kohta, liður"
YEAR = "year, budget year, grant year, år, budgetår, bevillingsår, bidragsår, vuosi, ár, styrkár, budsjettår"
AMOUNT = HEADINGS[LedgerField.AMOUNT] + (
    ", grant, budget, bevilling, bevilget, bevilget beløb, støtte, tilskud, anslag, bidrag, beviljat, tilskudd, "
    "bevilgning, avustus, myönnetty, budjetti, styrkur, framlag, fjárveiting, sum dkk"
)
CURRENCY = HEADINGS[LedgerField.CURRENCY]
DAY = HEADINGS[LedgerField.DAY]
VOUCHER = HEADINGS[LedgerField.VOUCHER]

SYNONYMS: dict[str, dict[str, str]] = {
    "projects": {
        "reference": REFERENCE,
        "title": TITLE,
        "summary": SUMMARY,
        "kind": KIND,
        "status": STATUS,
        "starts": STARTS,
        "ends": ENDS,
        "councils": COUNCIL,
        "places": PLACE,
        "partners": ORGANISATION,
        "source": SOURCE,
        "source_section": SECTION,
        "source_item": ITEM,
        "grant.amount": AMOUNT,
        "grant.currency": CURRENCY,
        "grant.year": YEAR,
        "grant.council": "paid by, betales af, betalt av, betalas av, maksaja, greitt af, greiðandi",
        "grant.reference": "grant reference, grant no, bevillingsnr, tilsagnsnr, bidragsnr, avustusnumero, styrknúmer",
    },
    "allocations": {
        "reference": f"{REFERENCE}, grant reference, grant no, bevillingsnr, bidragsnummer, avustusnumero, styrknúmer",
        "project": "project reference, project no, projekt, prosjekt, hanke, verkefni",
        "amount": AMOUNT,
        "currency": CURRENCY,
        "year": YEAR,
        "council": COUNCIL,
        "source": SOURCE,
        "source_section": SECTION,
        "source_item": ITEM,
    },
    "organisations": {
        "slug": "short name, reference, id, kortnavn, kortnamn, lyhytnimi, skammstöfun",
        "name": "organisation, organisation name, name of the organisation, navn, namn, nimi, nafn, heiti, title",
        "abbreviation": "acronym, short, forkortelse, förkortning, lyhenne, skammstöfun",
        "kind": KIND,
        "website": "url, web, homepage, hjemmeside, webbplats, hemsida, nettsted, verkkosivu, vefsíða, vefur",
        "part_of": "parent, belongs to, del af, hører til, del av, tillhör, osa, kuuluu, hluti af",
    },
    "events": {
        "slug": REFERENCE,
        "title": f"{TITLE}, event, begivenhed, arrangement, evenemang, hendelse, tapahtuma, viðburður",
        "description": SUMMARY,
        "kind": KIND,
        "status": STATUS,
        "starts": f"{STARTS}, {DAY}",
        "ends": ENDS,
        "place": PLACE,
        "parties": ORGANISATION,
        "projects": "project, projekt, projekter, prosjekt, hanke, hankkeet, verkefni",
        "url": "address, web, link, adresse, länk, lenke, linkki, slóð, vefslóð",
        "source": SOURCE,
        "source_section": SECTION,
        "source_item": ITEM,
    },
    "entries": {
        "reference": REFERENCE,
        "allocation": f"grant, grant reference, allocation, {HEADINGS[LedgerField.GRANT]}",
        "kind": f"{KIND}, entry, kind of entry",
        "day": DAY,
        "amount": AMOUNT,
        "currency": CURRENCY,
        "post": HEADINGS[LedgerField.POST],
        "voucher": VOUCHER,
        "counterpart": ORGANISATION,
        "remark": HEADINGS[LedgerField.TEXT],
        "source": SOURCE,
        "source_section": SECTION,
        "source_item": ITEM,
    },
}
"""Kind of table → target → headings. The labels and the names of the API come first, so none of them is repeated."""
