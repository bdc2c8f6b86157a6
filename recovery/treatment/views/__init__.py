"""Treatment as lines for a person."""
