"""Normalisation: printed names to keys, printed dates to EDTF, with the same meaning; the printed form is kept."""

from pipeline.registry.normalisation.relations import Change, normalise_relation

__all__ = ["Change", "normalise_relation"]
