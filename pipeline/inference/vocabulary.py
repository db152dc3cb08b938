"""What people call things: words for true and false, marks of missing values, and what the name of a column says."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.core.text.folding import fold_text


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Cells that mean "no value" wherever the other cells of their column are of another type.
MARKERS = words("""
    NA N/A n/a na N.A. n.a. #N/A <NA> NaN nan NAN #NUM! #DIV/0! #REF! NULL Null null None none NONE nil \\N (null)
    - -- --- – — . .. ... … ? * : nd ND n.d. N.D. n/d N/D NC nc n.c. NR nr s/o S/O s/d S/D NV (blank)
    inconnu Inconnu unknown Unknown UNKNOWN missing Missing desconocido Desconocido
""") | frozenset(
    ["sans objet", "non renseigné", "Non renseigné", "sin dato", "sin datos", "not available", " ", "\u00a0"]
)
# Those that mean nothing else in a column of texts.
PLAIN_MARKERS = words("NA N/A n/a #N/A <NA> NaN nan NULL null \\N (null) - -- n.a. N.A.") | frozenset([" ", "\u00a0"])
# True first. A pair is taken where both words occur; those of UNMISTAKABLE where one does.
BOOLEANS = (
    *(("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"), ("on", "off")),
    *(("oui", "non"), ("o", "n"), ("vrai", "faux")),
    *(("sí", "no"), ("si", "no"), ("s", "n"), ("verdadero", "falso")),
    *(("sim", "não"), ("sim", "nao"), ("verdadeiro", "falso"), ("ja", "nein"), ("wahr", "falsch")),
)
UNMISTAKABLE = words("true false vrai faux verdadero falso verdadeiro falso")

# What a word in the name of a column says of it, folded, in English, French, Spanish and some Portuguese and German.
IDENTIFIERS = words("id ids uuid guid identifier identifiant identificador key cle clave slug uid pk")
CODES = words("""
    code codes codigo siren siret nic insee cog isbn issn ean gtin upc sku fips naf ape nuts iban bic vat tva ref
    reference matricule iata icao uai finess rna nis dni nif cif cnpj cpf ssn nino hs isic naics
""")
POSTAL = words("zip zipcode postcode postal postale cp plz cep codpostal codepostal")
PHONES = words("phone telephone tel telefono telefone mobile fax portable movil gsm")
YEARS = words("year yr years annee an ano anio anno jahr exercice millesime")
DATES = words("date day jour dia fecha data dt on ymd")
NUMBERS = words("number no nr num numero nb rank rang position ordinal index row")
FLAGS = words("is has est es flag bool boolean indicator actif active tiene")
NAMES = words("name nom nombre title titre titulo label libelle intitule denomination")
TEXTS = words("note notes comment comments description remark remarks remarque observations")
MEASURES = words("""
    count total amount montant sum price prix precio population pop value valeur valor area height width weight size
    length age rate score percent distance lat latitude lon lng longitude x y salary revenue cost votes
""")
PARENTS = words("""
    parent mother father pere mere padre madre manager superior boss reports replaced replaces remplace remplacement
    superseded supersedes previous next precedent suivant anterior siguiente successor predecessor accepted basionym
    related same
""")
LATITUDE_FIRST = re.compile(r"lat.*(lon|lng)|geo_?point|gps|lat_?l")
LONGITUDE_FIRST = re.compile(r"(lon|lng).*lat")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=4_096)
def words_of(label: str) -> tuple[str, ...]:
    """The words of a column's name, folded: "codePostal" and "Code postal" have the words code and postal."""
    return tuple(re.findall(r"[a-z]+|[0-9]+", fold_text(HUMP.sub(" ", label))))


def says(label: str, words: frozenset[str]) -> bool:
    """Whether a name has one of some words."""
    return not words.isdisjoint(words_of(label))


def singular(word: str) -> str:
    """A word without the ending of its plural, roughly: agencies and agency, bodies and body are one."""
    for ending, rest in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("xes", "x"), ("aux", "al"), ("eaux", "eau")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + rest
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
