"""The parts of a release: the archive with its checksums, the changelog entry, the citation, the README."""
