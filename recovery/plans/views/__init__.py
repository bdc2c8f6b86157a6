"""How the plan looks: in words, on a terminal, on paper."""
