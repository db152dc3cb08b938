"""What is measured against peers; `nox -s bench` runs it."""
