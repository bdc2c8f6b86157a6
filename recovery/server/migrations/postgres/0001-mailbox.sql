CREATE TABLE server (
    one bigint PRIMARY KEY CHECK (one = 1),
    epoch bytea NOT NULL CHECK (length(epoch) = 16),
    secret bytea NOT NULL CHECK (length(secret) = 32),
    place text NOT NULL,
    unscrubbed bigint NOT NULL DEFAULT 0
);

CREATE TABLE account (
    id bytea PRIMARY KEY CHECK (length(id) = 16),
    key bytea NOT NULL CHECK (length(key) = 32),
    opening bytea NOT NULL CHECK (length(opening) = 160),
    generation bigint NOT NULL,
    kid bytea NOT NULL CHECK (length(kid) = 8),
    retired bytea NOT NULL,
    counter bigint NOT NULL,
    records bigint NOT NULL CHECK (records >= 0),
    bytes bigint NOT NULL CHECK (bytes >= 0)
);

CREATE TABLE ring (
    account bytea NOT NULL,
    generation bigint NOT NULL,
    ring bytea NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (account, generation)
);

CREATE TABLE device (
    account bytea NOT NULL,
    device bytea NOT NULL CHECK (length(device) = 32),
    place bigint NOT NULL,
    seen text,
    PRIMARY KEY (account, device)
);

CREATE TABLE token (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    account bytea NOT NULL,
    device bytea,
    expires bigint NOT NULL
);

CREATE INDEX token_account ON token (account);
CREATE INDEX token_expires ON token (expires);

CREATE TABLE used_nonce (
    nonce bytea PRIMARY KEY,
    expires bigint NOT NULL
);

CREATE INDEX used_nonce_expires ON used_nonce (expires);

CREATE TABLE collection (
    account bytea NOT NULL,
    id bytea NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (account, id)
);

CREATE TABLE record (
    account bytea NOT NULL,
    collection bytea NOT NULL,
    id bytea NOT NULL CHECK (length(id) = 16),
    version bytea NOT NULL CHECK (length(version) = 16),
    seq bigint NOT NULL,
    size bigint NOT NULL,
    blob bytea NOT NULL,
    PRIMARY KEY (account, collection, id)
) PARTITION BY HASH (account);

ALTER TABLE record ALTER COLUMN blob SET STORAGE EXTERNAL;

CREATE TABLE record_00 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 0);
CREATE TABLE record_01 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 1);
CREATE TABLE record_02 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 2);
CREATE TABLE record_03 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 3);
CREATE TABLE record_04 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 4);
CREATE TABLE record_05 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 5);
CREATE TABLE record_06 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 6);
CREATE TABLE record_07 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 7);
CREATE TABLE record_08 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 8);
CREATE TABLE record_09 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 9);
CREATE TABLE record_10 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 10);
CREATE TABLE record_11 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 11);
CREATE TABLE record_12 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 12);
CREATE TABLE record_13 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 13);
CREATE TABLE record_14 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 14);
CREATE TABLE record_15 PARTITION OF record FOR VALUES WITH (MODULUS 16, REMAINDER 15);

CREATE UNIQUE INDEX record_seq ON record (account, collection, seq);

CREATE TABLE leaving (
    account bytea PRIMARY KEY
);

CREATE TABLE mailbox (
    id bytea PRIMARY KEY CHECK (length(id) = 16),
    account bytea NOT NULL,
    expires bigint NOT NULL,
    gone bigint NOT NULL
);

CREATE INDEX mailbox_expires ON mailbox (expires);

CREATE TABLE slot (
    mailbox bytea NOT NULL,
    slot text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (mailbox, slot)
);
