"""Checking: one kernel, compiled from the contract, judges tables of text; then keys, rules and expectations."""
