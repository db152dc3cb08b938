"""Normalising: printed forms to the registry's own, without changing what is meant; the printed form is kept."""

from pipeline.registry.normalisation.relations import Change, normalise_relation

__all__ = ["Change", "normalise_relation"]
