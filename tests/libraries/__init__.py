"""A package that needs every library of a check; `python -m tests.libraries FOLDER` writes it, of 200,000 rows."""
