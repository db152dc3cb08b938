"""`python -m pipeline` is `passerelle`."""

from pipeline.command import main

main()
