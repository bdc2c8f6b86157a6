"""What I will do: the relapse-prevention plan."""
