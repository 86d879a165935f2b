-- Of which portal-only account a ticket was reported. It stays where the account has ended and somebody else has the ticket's
-- inbox since (portal_ticket), so that its members are told whatever name the report claims. NULL: of none.
ALTER TABLE ticket ADD COLUMN account BLOB REFERENCES portal_account (user);
CREATE INDEX ticket_account ON ticket (account) WHERE account IS NOT NULL;

-- members have these rows, without it
UPDATE ticket SET account = (SELECT user FROM portal_ticket p WHERE p.ticket = ticket.id), rv = (SELECT seq + 1 FROM clock)
  WHERE id IN (SELECT ticket FROM portal_ticket);
UPDATE clock SET seq = seq + 1 WHERE EXISTS (SELECT 1 FROM portal_ticket);
