"""Texts to statements, deterministic and offline. `reading.py` is what other rooms use."""
