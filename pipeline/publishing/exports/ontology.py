"""The terms of the graph as an ontology, with labels and comments in three languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.datapackage.descriptors import Titled
from pipeline.publishing.exports.rdf_model import Iri, Literal, Names, Triple, said
from pipeline.publishing.exports.rdf_terms import TermLabel, Terms, class_labels, own_term, property_labels
from pipeline.publishing.exports.web_annotations import EVIDENCE_OF
from pipeline.registry.contract import Contract
from pipeline.registry.graph_terms import OURS


def ontology(contract: Contract, names: Names, terms: Terms) -> Iterator[Triple]:
    """The ontology, its classes, its properties; those of a table or column without a term of its own among them."""
    package = contract.package
    whole = Iri(names.prefixes[OURS].removesuffix("#"))
    yield from said(names, whole, ("rdf:type", names.term("owl:Ontology")))
    yield from (
        Triple(whole, names.term("dct:title"), Literal(package.title_in(lang), lang)) for lang in contract.languages
    )
    yield Triple(whole, names.term("owl:versionInfo"), Literal(package.version))
    for name, own in terms.graph.classes.items():
        if own.of in contract.tables:
            labels = class_labels(contract, own)
            yield from term(names, f"{OURS}:{name}", "rdfs:Class", labels, ("rdfs:subClassOf", own.broader))
    for name, property_term in terms.graph.properties.items():
        if contract.field_of(*property_term.of.split(".")) is not None:
            broader = (property_term.broader,) if property_term.broader else ()
            labels = property_labels(contract, property_term)
            yield from term(names, f"{OURS}:{name}", "rdf:Property", labels, ("rdfs:subPropertyOf", broader))
    yield from without_terms(contract, names, terms)


def without_terms(contract: Contract, names: Names, terms: Terms) -> Iterator[Triple]:
    """What the contract has and schemas/graph.yaml does not name."""
    for table, schema in contract.tables.items():
        if table not in terms.graph.tables:
            labels = tuple(
                TermLabel(lang, schema.title_in(lang), schema.description_in(lang)) for lang in contract.languages
            )
            yield from term(names, f"{OURS}:{table}", "rdfs:Class", labels)
        for field in schema.fields:
            known = terms.column(table, field.name)
            if known is not None and known.term == own_term(table, field.name):
                labels = tuple(
                    TermLabel(lang, field.title_in(lang), field.description_in(lang)) for lang in contract.languages
                )
                yield from term(names, known.term, "rdf:Property", labels)
    if terms.statements is not None and EVIDENCE_OF not in terms.graph.properties:
        field = contract.tables[terms.statements].field("evidence")
        labels = own_labels(contract, field)
        yield from term(names, f"{OURS}:{EVIDENCE_OF}", "rdf:Property", labels)


def own_labels(contract: Contract, titled: Titled) -> tuple[TermLabel, ...]:
    """The title and the description of a table or a field, in each language of the registry."""
    return tuple(TermLabel(lang, titled.title_in(lang), titled.description_in(lang)) for lang in contract.languages)


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
