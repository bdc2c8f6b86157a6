"""How the counselor's page is drawn on a terminal."""
