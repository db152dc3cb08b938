"""What a release is made of: the archive with its sums, the entry of the changelog, how to cite it, what to read first."""
