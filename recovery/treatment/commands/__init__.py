"""The commands of treatment, one module for each group of nouns."""
