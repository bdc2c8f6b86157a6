"""What a person types about the phone app."""
