"""The vocabulary of the graph as an ontology: what each of its terms means, in three languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.core.i18n import LANGUAGES
from pipeline.publishing.exports.rdf_model import OURS, Iri, Literal, Names, Triple, said
from pipeline.publishing.exports.rdf_terms import TermLabel, Terms, class_labels, own_term, property_labels
from pipeline.registry.contract import Contract


def ontology(contract: Contract, names: Names, terms: Terms) -> Iterator[Triple]:
    """The ontology, its classes, its properties; those of a table or column without a term of its own among them."""
    package = contract.package
    whole = Iri(names.prefixes[OURS].removesuffix("#"))
    yield from said(names, whole, ("rdf:type", names.term("owl:Ontology")))
    yield from (Triple(whole, names.term("dct:title"), Literal(package.title_in(lang), lang)) for lang in LANGUAGES)
    yield Triple(whole, names.term("owl:versionInfo"), Literal(package.version))
    for name, own in terms.classes.items():
        if own.of in contract.tables:
            labels = class_labels(contract, own)
            yield from term(names, f"{OURS}:{name}", "rdfs:Class", labels, ("rdfs:subClassOf", own.broader))
    for name, property_term in terms.properties.items():
        if contract.field_of(*property_term.of.split(".")) is not None:
            broader = (property_term.broader,) if property_term.broader else ()
            labels = property_labels(contract, property_term)
            yield from term(names, f"{OURS}:{name}", "rdf:Property", labels, ("rdfs:subPropertyOf", broader))
    yield from without_terms(contract, names, terms)


def without_terms(contract: Contract, names: Names, terms: Terms) -> Iterator[Triple]:
    """What the contract has and terms.yaml does not name."""
    for table, schema in contract.tables.items():
        if table not in terms.tables:
            labels = tuple(TermLabel(lang, schema.title_in(lang), schema.description_in(lang)) for lang in LANGUAGES)
            yield from term(names, f"{OURS}:{table}", "rdfs:Class", labels)
        for field in schema.fields:
            known = terms.column(table, field.name)
            if known is not None and known.term == own_term(table, field.name):
                labels = tuple(TermLabel(lang, field.title_in(lang), field.description_in(lang)) for lang in LANGUAGES)
                yield from term(names, known.term, "rdf:Property", labels)


def term(
    names: Names, short: str, kind: str, labels: Iterable[TermLabel], broader: tuple[str, tuple[str, ...]] = ("", ())
) -> Iterator[Triple]:
    subject, (narrower_than, others) = names.term(short), broader
    yield from said(names, subject, ("rdf:type", names.term(kind)))
    for label in labels:
        yield Triple(subject, names.term("rdfs:label"), Literal(label.label, label.lang))
        yield Triple(subject, names.term("rdfs:comment"), Literal(label.comment, label.lang))
    yield from said(names, subject, *((narrower_than, names.term(other)) for other in others))
    yield Triple(subject, names.term("rdfs:isDefinedBy"), Iri(names.prefixes[OURS].removesuffix("#")))
