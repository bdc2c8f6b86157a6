"""What a person types: one file for each word. It asks, calls the slices, and prints."""
