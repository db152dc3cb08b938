"""Passerelle: raw texts and CSVs in, a checked Data Package and a web site out. Read `pipeline/run.py` first."""

__version__ = "0.1.0"
