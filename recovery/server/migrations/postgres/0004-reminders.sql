CREATE TABLE reminder (
    account bytea NOT NULL,
    doorbell bytea NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (account, doorbell, at)
);

CREATE INDEX reminder_at ON reminder (at);
