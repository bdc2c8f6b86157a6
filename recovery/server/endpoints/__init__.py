"""What answers each call, a module for each subject; `routes` is their table."""
