"""The SQL of sync: of the account, of each record, and of the journal's rows that records stand for."""
