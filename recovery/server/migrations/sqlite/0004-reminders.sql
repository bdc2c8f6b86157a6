CREATE TABLE reminder (
    account BLOB NOT NULL,
    doorbell BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, doorbell, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminder_at ON reminder (at);
