"""What a device and the server agree on: limits, words and bytes, and how JSON from outside is read."""
