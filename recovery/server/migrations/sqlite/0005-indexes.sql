CREATE INDEX given_tickets_day ON given_tickets (day);
CREATE INDEX mailbox_account ON mailbox (account);
