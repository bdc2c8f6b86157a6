"""The page for the counselor: what it says, section by section, and one writer for each format."""
