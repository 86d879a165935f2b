-- Portal-only accounts: people without the desktop client, in no roster and in no team. Whoever is invited as one has no
-- keys before they accept, and the invitation's row goes when they do: token is then the hash of a code that names it.
ALTER TABLE invitation ADD COLUMN portal INTEGER NOT NULL DEFAULT 0 CHECK (portal IN (0, 1));
CREATE UNIQUE INDEX invitation_code ON invitation (token) WHERE portal = 1;

-- Nothing but the password opens the bundle. Once ended, only what the team's tickets need is left: whose they were.
CREATE TABLE portal_account (
  user BLOB NOT NULL PRIMARY KEY CHECK (length (user) = 16),
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE, -- the name as names are compared
  mail TEXT NOT NULL,
  ops INTEGER NOT NULL,
  mem INTEGER NOT NULL, -- KiB
  salt BLOB CHECK (length (salt) = 16),
  login BLOB CHECK (length (login) = 32), -- hash of the login secret
  bundle BLOB CHECK (length (bundle) = 296),
  created INTEGER NOT NULL,
  ended INTEGER,
  CHECK ((ended IS NULL) = (salt IS NOT NULL) AND (ended IS NULL) = (login IS NOT NULL)
         AND (ended IS NULL) = (bundle IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Whose account a ticket belongs to. Its keys are an inbox's: sealed to the key that its first epoch names.
CREATE TABLE portal_ticket (
  ticket BLOB NOT NULL PRIMARY KEY REFERENCES ticket (id),
  user BLOB NOT NULL REFERENCES portal_account (user)
) STRICT, WITHOUT ROWID;
CREATE INDEX portal_ticket_user ON portal_ticket (user);
