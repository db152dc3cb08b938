"""Checking: one kernel, compiled from the contract, checks tables of text; then keys, rules and expectations."""
