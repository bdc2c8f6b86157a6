"""What a person types of the circle."""
