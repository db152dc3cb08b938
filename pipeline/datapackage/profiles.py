"""Checks descriptors against the profiles that they name: JSON Schemas with rules beyond those of the standard.

References in a profile to the standard's own profiles are not followed, because those rules are checked anyway. Other
references lead to bundled documents, local copies and fetched ones; if one cannot be found, it is unchecked, and the
rest of the profile is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urldefrag, urljoin

from pipeline.core.budget import TooLong, budget
from pipeline.core.limits import FINDINGS_PER_CHECK, JSON_SCHEMA_SECONDS
from pipeline.datapackage.documents import ContractError, Document
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.profile_errors import causes, mistake_of
from pipeline.datapackage.schema_store import MissingDocument, SchemaStore, plain_address
from pipeline.datapackage.standard import URL, Mistake
from pipeline.datapackage.types.geography import is_geojson
from pipeline.datapackage.types.json_schema_validator import (
    UNLIMITED,
    VALUES,
    Clock,
    TimedKeywords,
    bounded,
    error,
    without_dialects,
)
from pipeline.findings.model import Unchecked

# Profiles of the standard, and its pages, which many descriptors name in their place.
STANDARD = re.compile(
    r"datapackage\.org/profiles/[12]\.\d+/(?:datapackage|dataresource|tabledialect|tableschema)\.json"
    r"|(?:specs\.)?frictionlessdata\.io/schemas/"
    r"(?:data-package|tabular-data-package|data-resource|tabular-data-resource|table-schema|csv-dialect)\.json"
    r"|(?:specs\.)?frictionlessdata\.io/(?:specs/)?"
    r"(?:data-package|tabular-data-package|data-resource|tabular-data-resource)/?"
)
# Schemas of GeoJSON: the values of the type `geojson` have the same rules.
GEOJSON = re.compile(
    r"(?:json|www)\.schemastore\.org/geojson(?:\.json)?|geojson\.org/schema/([A-Za-z]+)\.json"
    r"|raw\.githubusercontent\.com/fge/sample-json-schemas/master/geojson/geojson\.json"
)
# Its schema asks for the name of another profile, so no package can conform to it: nobody applies it.
FISCAL = "https://specs.frictionlessdata.io/schemas/fiscal-data-package.json"
# Camtrap DP 1.0 has it so, and means a part of itself.
SLASHLESS = re.compile(r"^#(?=(?:\$defs|definitions)/)")
# Under these a reference that nobody can follow makes right wrong.
TURNED = frozenset({"not", "oneOf", "if", "contains", "then", "else", "dependentSchemas"})
# Documents that a profile may lead to.
DOCUMENTS = 100


@dataclass
class ProfilesResult:
    """What profiles say against a descriptor, what is left unchecked, and the names of properties that they know."""

    mistakes: list[Mistake] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def is_standard(url: str) -> bool:
    """Whether an address is that of a profile of the standard, whose rules are checked without it."""
    return STANDARD.fullmatch(plain_address(url)) is not None


def check_profiles(document: Document, schemas: SchemaStore) -> ProfilesResult:
    """A package and its resources, each by the profiles that it names, in a time that all of them share."""
    result = ProfilesResult()
    clock = Clock()
    profiles: dict[str, Profile | MissingDocument] = {}
    for place, name, url in named_profiles(document.data):
        if url not in profiles:
            profiles[url] = prepared(url, schemas, clock)
        what = document.data if not place else document.data["resources"][place[1]]
        applied = check_profile(what, profiles[url])
        result.mistakes += [mistake.below(place) for mistake in applied.found]
        result.names |= applied.names
        file = document.display_path if not place else str(what.get("name", document.display_path))
        reasons = {"remote-part": "profile"}
        result.unchecked += [
            Unchecked(
                file=file,
                property=name,
                reason=reasons.get(missing.reason, missing.reason),
                details=dict(missing.details),
            )
            for missing in applied.absent
        ]
    result.mistakes = list(dict.fromkeys(result.mistakes))
    return result


def named_profiles(data: Any) -> Iterator[tuple[Place, str, str]]:
    """The profiles beyond the standard's that a package and its resources name: place, property, address."""
    if not isinstance(data, dict):
        return
    resources = data.get("resources")
    places: list[tuple[Place, Any]] = [((), data)]
    places += [
        (("resources", at), resource) for at, resource in enumerate(resources if isinstance(resources, list) else ())
    ]
    for place, part in places:
        seen: set[str] = set()
        for name in ("$schema", "profile") if isinstance(part, dict) else ():
            given = FISCAL if part.get(name) == "fiscal-data-package" else part.get(name)
            if isinstance(given, str) and URL.fullmatch(given) and not is_standard(given) and given not in seen:
                seen.add(given)
                yield place, name, given


class ProfileResult(NamedTuple):
    """A profile held against a descriptor: what it says, what of it could not be applied, the properties it names."""

    found: Sequence[Mistake] = ()
    absent: Sequence[MissingDocument] = ()
    names: frozenset[str] = frozenset()


def prepared(url: str, schemas: SchemaStore, clock: Clock) -> Profile | MissingDocument:
    """The profile of an address, or why it cannot be applied."""
    if plain_address(url) == plain_address(FISCAL):
        return MissingDocument("fiscal", {})
    try:
        budget().refuse_if_spent()
        with budget().spending():
            document = schemas.document(url)
            return document if isinstance(document, MissingDocument) else Profile(url, document, schemas, clock)
    except TooLong:
        return too_long(url)
    except (ContractError, ValueError, RecursionError):
        return MissingDocument("profile-schema", {"url": url})


def too_long(url: str) -> MissingDocument:
    return MissingDocument("profile-time", {"url": url, "most": int(JSON_SCHEMA_SECONDS)})


def check_profile(data: Any, profile: Profile | MissingDocument) -> ProfileResult:
    """What a profile says against a descriptor, and why it, or a part of it, is left unchecked."""
    if isinstance(profile, MissingDocument):
        return ProfileResult(absent=[profile])
    found = profile.mistakes(data)
    return ProfileResult(found, list(profile.absent.values()), profile.names)


class Profile:
    """A profile with the documents that it refers to, as one validator of descriptors.

    Raises ValueError for what is no JSON Schema, RecursionError for one that is too deep, TooLong for lack of time.
    """

    def __init__(self, url: str, document: Document, schemas: SchemaStore, clock: Clock) -> None:
        self.url, self.schemas, self.clock = url, schemas, clock
        self.limited = TimedKeywords(clock)
        self.absent: dict[str, MissingDocument] = {}
        self.documents = {urldefrag(url).url: document.data}
        self.validator = self.made()
        self.names = frozenset(name for document in self.documents.values() for name in property_names(document))

    def mistakes(self, data: Any) -> list[Mistake]:
        """What it says against a descriptor; what it cannot say is noted as absent."""
        from jsonschema.exceptions import UnknownType

        found: dict[Mistake, None] = {}
        try:
            with self.clock:
                for error in self.validator.iter_errors(data):
                    found |= dict.fromkeys(islice(self.causes_of(error), FINDINGS_PER_CHECK))
                    if len(found) >= FINDINGS_PER_CHECK:
                        self.absent["many"] = MissingDocument(
                            "profile-many", {"url": self.url, "most": FINDINGS_PER_CHECK}
                        )
                        break
        except (UnknownType, RecursionError):
            self.absent["schema"] = MissingDocument("profile-schema", {"url": self.url})
        except TooLong:
            self.absent["time"] = too_long(self.url)
        return list(found)

    def causes_of(self, problem: Any) -> Iterator[Mistake]:
        if not (self.absent and TURNED & set(problem.absolute_schema_path)):
            yield from (mistake_of(cause, self.url) for cause in causes(problem))

    def made(self) -> Any:
        """The validator, once all that it refers to is read."""
        from jsonschema import Draft202012Validator
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012, UnknownDialect, specification_with

        from pipeline.datapackage.types.profile_keywords import KEYWORDS

        self.collect()
        resources = []
        for address, schema in self.documents.items():
            self.limited.compile(schema)
            dialect = schema.get("$schema", "") if isinstance(schema, dict) else ""
            try:
                specification = specification_with(dialect)
            except UnknownDialect:
                specification = DRAFT202012
            resources.append((address, specification.create_resource(without_dialects(schema))))
        follow = Draft202012Validator.VALIDATORS["$ref"]
        keywords = {**KEYWORDS, **self.limited.keywords, "$ref": self.reference(follow), "passerelle:geojson": geojson}
        keywords |= dict.fromkeys(UNLIMITED, self.left_out)
        kind = bounded(Draft202012Validator, self.clock, keywords)
        return kind({"$ref": urldefrag(self.url).url}, registry=Registry().with_resources(resources))

    def collect(self) -> None:
        """Reads the documents that the profile refers to, and those that these refer to. Raises ValueError."""
        waiting = list(self.documents)
        while waiting:
            address = waiting.pop()
            self.refuse_no_schema(self.documents[address])
            for reference in references(self.documents[address]):
                other = urldefrag(urljoin(address, reference)).url
                if other not in self.documents and len(self.documents) < DOCUMENTS and self.add(other):
                    waiting.append(other)

    def add(self, address: str) -> bool:
        """Reads a document; whether it is one that may refer to others."""
        if is_standard(address):
            self.documents[address] = {}
        elif match := GEOJSON.fullmatch(plain_address(address)):
            self.documents[address] = {"passerelle:geojson": match[1] or "GeoJSON"}
        elif URL.fullmatch(address) and not is_dialect(address):
            try:
                found = self.schemas.document(address)
                if isinstance(found, Document):
                    self.refuse_no_schema(found.data)
                    self.documents[address] = found.data
                    return True
            except (ContractError, ValueError, RecursionError):
                return False
        return False

    def refuse_no_schema(self, schema: Any) -> None:
        """Raises ValueError for what is no JSON Schema."""
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError
        from jsonschema.validators import validator_for

        if not isinstance(schema, dict):
            raise ValueError("no object")
        try:
            validator_for(schema, default=Draft202012Validator).check_schema(schema)
        except SchemaError as problem:
            raise ValueError(problem.message) from problem

    def reference(self, follow: Any) -> Any:
        """`$ref`: one that leads nowhere is noted, and the rest of the profile is checked."""
        from referencing.exceptions import Unresolvable

        def keyword(validator: Any, reference: Any, instance: Any, schema: Any) -> Iterator[Any]:
            try:
                yield from follow(validator, SLASHLESS.sub("#/", reference), instance, schema) or ()
            except Unresolvable:
                self.absent[reference] = MissingDocument("profile-reference", {"url": self.url, "reference": reference})

        return keyword

    def left_out(self, _validator: Any, _given: Any, _instance: Any, _schema: Any) -> Iterator[Any]:
        self.absent["keyword"] = MissingDocument("profile-keyword", {"url": self.url, "keyword": UNLIMITED[0]})
        return iter(())


def is_dialect(address: str) -> bool:
    """Whether an address is that of JSON Schema itself, which the library has."""
    return plain_address(address).startswith("json-schema.org/")


def references(part: Any) -> Iterator[str]:
    """All references below a part of a schema."""
    if isinstance(part, dict):
        for name in ("$ref", "$dynamicRef", "$recursiveRef"):
            if isinstance(part.get(name), str):
                yield part[name]
    for child in inner(part):
        yield from references(child)


def property_names(part: Any) -> Iterator[str]:
    """The names of all properties that a schema says something about."""
    if isinstance(part, dict) and isinstance(part.get("properties"), dict):
        yield from part["properties"]
    for child in inner(part):
        yield from property_names(child)


def inner(part: Any) -> Iterator[Any]:
    """The parts of a part of a schema; what only looks like a schema is none."""
    if isinstance(part, dict):
        yield from (child for name, child in part.items() if name not in VALUES)
    elif isinstance(part, list):
        yield from part


def geojson(_validator: Any, kind: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if not is_geojson(instance) or kind not in ("GeoJSON", "Geometry", instance["type"]):
        yield error(f"no {kind}")
