"""Runs the libraries that parse PDF, HTML and workbooks in child processes with limits (docs/decisions/0007).

The parent (`child_process`) starts the child (`worker`), sends requests and reports how it ended. The child limits
resources but is not a security sandbox: it has the rights of its user. It imports little, and reads one document after
another.
"""
