"""Reconciling: statements meet the rows of raw/, and every value meets the sources that say it."""

from pipeline.registry.reconciliation.reconcile import Reconciled, reconcile

__all__ = ["Reconciled", "reconcile"]
