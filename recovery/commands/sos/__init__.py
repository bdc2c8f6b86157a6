"""`recovery sos`: help for the worst minute."""
