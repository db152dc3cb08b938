"""The web site: static pages in three languages, from the published registry and the contract."""

from pipeline.publishing.site.site import publish_site

__all__ = ["publish_site"]
