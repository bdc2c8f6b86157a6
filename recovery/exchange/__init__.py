"""What goes out and comes in: export, import, the demonstration."""
