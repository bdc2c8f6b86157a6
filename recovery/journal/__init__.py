"""What happened: cravings, lapses, check-ins and notes, and the commands that write and read them."""
