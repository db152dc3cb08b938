"""What rows are called: by the templates of schemas/site.yaml, else by their names, else by what they must have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pipeline.core.i18n import Language
from pipeline.datapackage.rows import Row
from pipeline.publishing.site.dates import date_in_words
from pipeline.publishing.site.texts import Texts, View
from pipeline.publishing.site.walking import Walker
from pipeline.registry.site_contract.labels import label_parts, name_paths
from pipeline.registry.site_contract.paths import Path


class Labels:
    """Labels by table, key and language, each made once."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.site, self.paths = walker, walker.site, walker.paths
        self.texts = Texts(walker.contract)
        self.known: dict[tuple[str, str, Language], str] = {}
        self.known_short: dict[tuple[str, str, Language], str] = {}
        self.name_paths = {table: name_paths(self.paths, table) for table in walker.contract.tables}
        self.parts = {table: label_parts(self.paths, table) for table in walker.contract.tables}

    def label(self, table: str, key: str, lang: Language) -> str:
        """What a row is called in a language; its key where it has no name."""
        known = self.known.get((table, key, lang))
        if known is None:
            row = self.walker.by_key.get(table, {}).get(key)
            known = self.known[table, key, lang] = (self.named(table, row, lang) if row else "") or key
        return known

    def short(self, table: str, key: str, lang: Language) -> str:
        """What a row is called where there is little room."""
        template = self.site.page(table).short
        if template is None:
            return self.label(table, key, lang)
        known = self.known_short.get((table, key, lang))
        if known is None:
            row = self.walker.by_key.get(table, {}).get(key)
            found = self.texts.text(Plain(self, lang), table, row, template) if row else ""
            known = self.known_short[table, key, lang] = found or self.label(table, key, lang)
        return known

    def named(self, table: str, row: Row, lang: Language) -> str:
        template = self.site.page(table).label
        if template is not None:
            return self.texts.text(Plain(self, lang), table, row, template)
        for name in self.name_paths[table]:
            if found := self.named_by(table, row, name, lang):
                return found
        return ", ".join(filter(None, self.parts_of(table, row, lang)))

    def named_by(self, table: str, row: Row, name: str, lang: Language) -> str:
        """A name in a language, else in English, else in any."""
        path = self.paths.path(table, name)
        if path.languages:
            own = path.in_language(lang)
            return next((row[one] for one in (own, *self.others(path)) if row[one]), "")
        values = self.walker.values(table, row, path)
        return values[0] if values else ""

    def others(self, path: Path) -> Sequence[str]:
        return sorted(path.languages.values(), key=lambda name: not name.endswith("_en"))

    def parts_of(self, table: str, row: Row, lang: Language) -> Iterator[str]:
        """What names a row that has no name of its own: the rows, codes and dates that it must have."""
        for field in self.parts[table]:
            value, target = row[field.name], self.paths.targets.get((table, field.name))
            if target and value:
                yield self.label(target, value, lang)
            elif field.vocabulary and value:
                yield self.walker.contract.label(field.vocabulary, value, lang)
            elif value:
                yield date_in_words(value, lang)


class Plain(View):
    """What a template sees of the registry for a label: texts without links, of which nothing is noted."""

    def __init__(self, labels: Labels, lang: Language) -> None:
        self.labels, self.lang = labels, lang

    def values(self, table: str, row: Row, path: Path) -> Sequence[str]:
        return self.labels.walker.values(table, row, self.labels.paths.path(table, path.in_language(self.lang)))

    def label(self, table: str, key: str) -> str:
        return self.labels.label(table, key, self.lang)

    def found(self, table: str, key: str) -> Row | None:
        return self.labels.walker.by_key.get(table, {}).get(key)

    def link(self, table: str, key: str) -> Markup:
        # Templates of labels only ask for texts; a label that asked for a link would be a fault of this module.
        raise NotImplementedError(table, key)

    def shown(self, path: Path, value: str) -> Markup:
        # As above: values with links and evidence belong to pages, not to labels.
        raise NotImplementedError(path, value)
