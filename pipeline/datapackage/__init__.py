"""The Data Package standard: descriptors, schemas, dialects, field types, profiles, and the comparison of packages."""
