"""The usable part of a descriptor, so that a mistake in one property does not end the check.

A mistake is left out with the smallest part that has a meaning of its own: a property, a whole foreign key, a field
without a name. Everything else is read as if the mistake were not there.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.core.text.spelling import Similarity, closest_match
from pipeline.datapackage.descriptors import Descriptor
from pipeline.datapackage.documents import Document, explain, located_errors, parse
from pipeline.datapackage.json_positions import Place
from pipeline.datapackage.property_checks import custom_properties
from pipeline.datapackage.standard import Mistake
from pipeline.findings.model import Finding

T = TypeVar("T", bound=BaseModel)

OBJECT, OBJECTS, ATOMS = "object", "objects", "atoms"
# What the value of a property is made of, where its parts mean something one by one.
MADE_OF = {
    "resources": OBJECTS,
    "schema": OBJECT,
    "fields": OBJECTS,
    "constraints": OBJECT,
    "foreignKeys": ATOMS,
    "uniqueKeys": ATOMS,
    "passerelle:rules": ATOMS,
}
# Properties that their object cannot do without: where one has a mistake, the object is left out.
NEEDED = {("schema", "fields"), ("fields", "name")}
# The other properties of a field mean nothing without its type and format, except these.
ABOUT_TYPE = frozenset(
    [
        *("type", "format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "delimiter"),
        "itemType",
    ]
)
# Mistakes that leave no doubt about the meaning: what has them is still used.
HARMLESS = frozenset(
    [
        *("twice", "mixed-values", "enum-and-categories", "uri", "null", "url", "email", "rfc3339", "empty-list"),
        # The reader of the resource leaves the data unread.
        *("no-data", "unsafe-path", "url-scheme", "hidden-folder", "empty-path", "unseen", "mixed-paths"),
        *("data-shape", "data-format", "table-data", "no-schema", "license", "empty-object", "profile"),
    ]
)
OF_ANY_TYPE = frozenset({"name", "title", "description", "missingValues", "example", "rdfType"})


class UsablePart(Generic[T]):
    """The part of some data that can be used, as a model.

    `model`: the usable part, None where there is none; `findings`: the mistakes, with their lines; `left_out`: the
    places of the document that were left out.
    """

    def __init__(
        self, document: Document, shape: type[T], data: Any = None, origin: Callable[[Place], Place] = tuple
    ) -> None:
        """`data`: what to read and take apart, else the whole document; `origin`: where a place is in the document."""
        self.document, self.shape, self.origin = document, shape, origin
        self.data = deepcopy(document.data) if data is None else data
        self.findings: list[Finding] = []
        self.left_out: list[Place] = []
        # The same as a set, and what held them.
        self.is_left_out: set[Place] = set()
        self.emptied: set[Place] = set()
        # The numbers that items of a list had, in their order.
        self.removed: defaultdict[Place, list[int]] = defaultdict(list)
        # Fields that could not be checked, with the cause; empty where the check had no time left.
        self.unchecked_fields: dict[int, str] = {}
        # How many rules across fields the time of the check did not reach: the last ones.
        self.unreached_rules = 0
        # The conditions of rules that are beyond the limits of this program.
        self.large_rules: list[str] = []
        self.model: T | None = None
        self.read()

    def read(self) -> None:
        """Validates the data until no mistake is left."""
        while self.model is None:
            try:
                self.model = parse(self.data, self.shape)
            except ValidationError as error:
                found = located_errors(self.data, (), [dict(detail) for detail in error.errors()])
                self.findings += [explain(self.document, self.original(place), error) for place, error in found]
                if not self.leave_out([place for place, _ in found]):
                    return

    def original(self, place: Place) -> Place:
        """Where a place of the data is in the document."""
        return self.origin(self.unshifted(place))

    def unshifted(self, place: Place) -> Place:
        """A place of the data with the numbers that its items had before others were left out."""
        found: Place = ()
        for key in place:
            at = key
            if isinstance(at, int):
                at += shift(self.removed.get(found, []), at)
            found = (*found, at)
        return found

    def note(self, mistakes: Iterable[Mistake]) -> None:
        """Notes mistakes of the data as findings, and leaves out of the model what has one that matters."""
        noted = [mistake for mistake in mistakes if not self.is_consequence(mistake)]
        self.findings += [self.finding(mistake) for mistake in noted]
        wrong = [
            mistake.place for mistake in noted if mistake.code == "schema-error" and mistake.variant not in HARMLESS
        ]
        if self.leave_out(wrong):
            self.model = None
            self.read()

    def is_consequence(self, mistake: Mistake) -> bool:
        """Whether a mistake follows from what was left out: a resource without its wrong path has no data."""
        place = self.original(mistake.place)
        if mistake.variant == "empty-list":
            return place in self.emptied
        return mistake.variant == "no-data" and bool({(*place, "path"), (*place, "data")} & self.is_left_out)

    def finding(self, mistake: Mistake) -> Finding:
        """A mistake at a place of the data as a finding on its line of the document."""
        return mistake_finding(self.document, mistake._replace(place=self.original(mistake.place)))

    def note_custom_properties(self) -> None:
        """Adds a warning for each property that neither the standard nor this program has."""
        if isinstance(self.model, Descriptor):
            self.findings += custom_findings(self.document, self.model, self.original)

    def leave_out(self, places: Collection[Place]) -> bool:
        """Leaves out the parts that places belong to; whether anything was left out and something is left."""
        nameless = [place for place in places if place[:1] == ("resources",) and place[2:] == ("name",)]
        for place in nameless:
            # Other resources may still refer to it by its number, and its data can be checked.
            self.data["resources"][place[1]]["name"] = f"resource{int(place[1]) + 1}"
        parts = {part_of(place) for place in places if place not in nameless}
        if () in parts:
            return False
        # From the end, so that the numbers of the items before stay as they are.
        ordered = sorted(parts, key=lambda place: [str(key).zfill(9) for key in place], reverse=True)
        removed = [part for part in ordered if self.remove(part)]
        return bool(removed or nameless)

    def note_left_out(self, place: Place) -> None:
        self.left_out.append(place)
        self.is_left_out.add(place)
        self.emptied.add(place[:-1])

    def remove(self, part: Place) -> bool:
        *above, key = part
        holder = self.data
        for step in above:
            if not has(holder, step):
                return False
            holder = holder[step]
        if not has(holder, key):
            return False
        self.note_left_out(self.original(part))
        if isinstance(key, int):
            at = self.unshifted(part)[-1]
            assert isinstance(at, int)
            insort(self.removed[self.unshifted(tuple(above))], at)
        del holder[key]
        if part[-3:-2] == ("fields",) and key in ABOUT_TYPE:
            for name in [name for name in holder if name not in OF_ANY_TYPE]:
                del holder[name]
        return True


def mistake_finding(document: Document, mistake: Mistake) -> Finding:
    """A mistake at a place of a document as a finding on its line; a departure from the standard is a warning."""
    value = value_at(document.data, mistake.place)
    name = ".".join(str(part) for part in mistake.place)
    return Finding(
        code=mistake.code,
        severity="warning" if mistake.code == "non-standard" else "error",
        variant=mistake.variant,
        file=document.display_path,
        line=document.line(mistake.place),
        field=name or None,
        value=value if isinstance(value, str) else None,
        details={"property": name, **dict(mistake.details)},
    )


def value_at(data: Any, place: Place) -> Any:
    for part in place:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def custom_findings(
    document: Document, descriptor: Descriptor, origin: Callable[[Place], Place] = tuple
) -> Iterator[Finding]:
    """A warning for each property that is unknown here: the standard allows them, a misspelling looks the same."""
    for below, name, known, home in custom_properties(descriptor):
        place = origin(below)
        usual = None if known else "type"
        yield Finding(
            code="custom-property",
            severity="warning",
            variant=home.variant if home else usual,
            file=document.display_path,
            line=document.line(place),
            field=".".join(str(part) for part in place),
            value=name,
            suggestion=None if home else meant_property(name, known),
            details={"owner": home.owner} if home else {},
        )


@lru_cache(maxsize=1_000)
def meant_property(name: str, known: tuple[str, ...]) -> str | None:
    """The known property that a name is a misspelling of; None for none."""
    return closest_match(name, known, Similarity.PROPERTY)


def shift(removed: Sequence[int], at: int) -> int:
    """How many items stood before the one that is now number `at`; `removed`: the numbers that they had, in order."""

    def left_before(index: int) -> int:
        return removed[index] - index

    return bisect_right(range(len(removed)), at, key=left_before)


def has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(holder, list) and key in range(len(holder))


def part_of(place: Place) -> Place:
    """The smallest part of a descriptor that has a meaning of its own and holds a place; () for the whole."""
    kind, name = OBJECT, ""
    for at, key in enumerate(place):
        if at + 1 == len(place):
            return place[:at] if (name, key) in NEEDED else place
        if kind == ATOMS:
            return place[: at + 1]
        if kind == OBJECTS:
            kind = OBJECT
            continue
        name = str(key)
        kind = MADE_OF.get(name, "")
        if not kind:
            return place[: at + 1]
    return ()
