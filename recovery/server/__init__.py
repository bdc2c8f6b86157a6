"""A mailbox of ciphertext: what devices share, readable on none but theirs."""
