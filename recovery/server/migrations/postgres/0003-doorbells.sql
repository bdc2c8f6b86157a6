ALTER TABLE server ADD COLUMN push_key bytea CHECK (length(push_key) = 32);

CREATE TABLE doorbell (
    account bytea NOT NULL,
    id bytea NOT NULL CHECK (length(id) = 16),
    device bytea NOT NULL,
    endpoint text NOT NULL,
    key bytea NOT NULL CHECK (length(key) = 65),
    secret bytea NOT NULL CHECK (length(secret) = 16),
    PRIMARY KEY (account, id)
);
