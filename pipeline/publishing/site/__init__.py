"""The web site: static pages in three languages, from the published registry and the contract."""

from pipeline.publishing.site.publication import Publication
from pipeline.publishing.site.site import publish_site

__all__ = ["Publication", "publish_site"]
