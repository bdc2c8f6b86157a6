"""`recovery plan`: the relapse-prevention plan."""
