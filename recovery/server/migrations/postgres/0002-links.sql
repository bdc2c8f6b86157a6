ALTER TABLE account ADD COLUMN until bigint;

CREATE INDEX account_until ON account (until) WHERE until IS NOT NULL;

CREATE TABLE ticket (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    expires bigint NOT NULL
);

CREATE INDEX ticket_expires ON ticket (expires);

CREATE TABLE given_tickets (
    account bytea NOT NULL,
    day bigint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (account, day)
);
