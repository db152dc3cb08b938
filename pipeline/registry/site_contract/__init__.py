"""`schemas/site.yaml`: what the web site of a registry says and shows, as data. Every part is optional."""

from pipeline.registry.site_contract.model import SiteContract
from pipeline.registry.site_contract.paths import Path, PathError, Paths

__all__ = ["Path", "PathError", "Paths", "SiteContract"]
