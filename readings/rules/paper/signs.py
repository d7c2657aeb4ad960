"""The signs with which lines begin: numbers, bullets, and the levels of headings."""

import re

NUMBER = re.compile(
    r"(?:#+\s*)?(?:(?:nr|no|punkt|item|kohta|liður|projekt|prosjekt|project|hanke|verkefni)\.?\s*|"
    r"[^\W\d]{3,20}\s+(?=\d{1,3}\s?[:–—]))?"
    r"(?P<number>\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}|[A-Za-zÅÄÖÆØ])(?:\.\d{1,3})*[.):]{1,2}|"
    r"(?-i:[A-ZÅÄÖÆØ])[.-]?\d{1,2}(?:\.\d{1,2})?(?=\s)|\d{1,3}\s?[:–—](?=\s)|\d{1,3}(?:\.\d{1,3}){0,3})"
    r"(?:[\s\t]+(?=\S)|(?<=\d[.)])(?-i:(?=[\"“”«]?[A-ZÅÄÖÆØÞ][a-zåäöæøþðáéíóúý])))|(?P<bullet>[•▪●◦■►‣⁃·\uf0b7\uf0a7\uf0d8*–-])\s+(?=\S)",
    re.IGNORECASE,
)
MARKS = re.compile(r"^(?:#+\s*|\*\*)|\*\*$")
LEVEL = re.compile(r"#{1,6}\s+(?=\S)")
"""The signs before a heading of Word: as many as its level."""
LONGEST_TITLE = 160
"""Letters of a title on a line of its own."""
