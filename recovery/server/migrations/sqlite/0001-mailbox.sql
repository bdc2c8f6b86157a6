CREATE TABLE server (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch BLOB NOT NULL CHECK (length(epoch) = 16),
    secret BLOB NOT NULL CHECK (length(secret) = 32),
    place TEXT NOT NULL,
    unscrubbed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE account (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    key BLOB NOT NULL CHECK (length(key) = 32),
    opening BLOB NOT NULL CHECK (length(opening) = 160),
    generation INTEGER NOT NULL,
    kid BLOB NOT NULL CHECK (length(kid) = 8),
    retired BLOB NOT NULL,
    counter INTEGER NOT NULL,
    records INTEGER NOT NULL CHECK (records >= 0),
    bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE ring (
    account BLOB NOT NULL,
    generation INTEGER NOT NULL,
    ring BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (account, generation)
) STRICT;

CREATE TABLE device (
    account BLOB NOT NULL,
    device BLOB NOT NULL CHECK (length(device) = 32),
    place INTEGER NOT NULL,
    seen TEXT,
    PRIMARY KEY (account, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    account BLOB NOT NULL,
    device BLOB,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX token_account ON token (account);
CREATE INDEX token_expires ON token (expires);

CREATE TABLE used_nonce (
    nonce BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX used_nonce_expires ON used_nonce (expires);

CREATE TABLE collection (
    account BLOB NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    account BLOB NOT NULL,
    collection BLOB NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version BLOB NOT NULL CHECK (length(version) = 16),
    seq INTEGER NOT NULL,
    size INTEGER NOT NULL,
    blob BLOB NOT NULL,
    PRIMARY KEY (account, collection, id)
) STRICT;

CREATE UNIQUE INDEX record_seq ON record (account, collection, seq);

CREATE TABLE leaving (
    account BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    account BLOB NOT NULL,
    expires INTEGER NOT NULL,
    gone INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX mailbox_expires ON mailbox (expires);

CREATE TABLE slot (
    mailbox BLOB NOT NULL,
    slot TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (mailbox, slot)
) STRICT;
