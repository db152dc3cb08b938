"""A package that needs every library of a check; `python -m tests.libraries FOLDER` writes it with 200,000 rows."""
