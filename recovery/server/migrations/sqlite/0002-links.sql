ALTER TABLE account ADD COLUMN until INTEGER;

CREATE INDEX account_until ON account (until) WHERE until IS NOT NULL;

CREATE TABLE ticket (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_expires ON ticket (expires);

CREATE TABLE given_tickets (
    account BLOB NOT NULL,
    day INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;
