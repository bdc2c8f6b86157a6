"""Keep safe: passphrase, session, backups, health, erasing."""
