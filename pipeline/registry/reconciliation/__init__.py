"""Reconciliation: matches statements to the rows of raw/, and every value to the sources that state it."""

from pipeline.registry.reconciliation.reconcile import Reconciled, reconcile

__all__ = ["Reconciled", "reconcile"]
