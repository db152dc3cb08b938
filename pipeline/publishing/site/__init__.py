"""The web site: static pages in three languages, made from the published registry and the contract."""

from pipeline.publishing.site.build import publish_site
from pipeline.publishing.site.context import Publication

__all__ = ["Publication", "publish_site"]
