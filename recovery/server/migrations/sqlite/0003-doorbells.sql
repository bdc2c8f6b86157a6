ALTER TABLE server ADD COLUMN push_key BLOB CHECK (length(push_key) = 32);

CREATE TABLE doorbell (
    account BLOB NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    device BLOB NOT NULL,
    endpoint TEXT NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 65),
    secret BLOB NOT NULL CHECK (length(secret) = 16),
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
