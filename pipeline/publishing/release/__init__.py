"""What a release is made of: the archive with its sums, the entry of the changelog, its citation, its README."""
