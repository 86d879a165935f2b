-- What an accepted reset brought, until the list of people names its keys: only then does it take the place of what the
-- account has. It goes with the invitation.
CREATE TABLE reset (
  user BLOB NOT NULL PRIMARY KEY REFERENCES invitation (user) ON DELETE CASCADE,
  ops INTEGER NOT NULL,
  mem INTEGER NOT NULL, -- KiB
  salt BLOB NOT NULL CHECK (length (salt) = 16),
  login BLOB NOT NULL CHECK (length (login) = 32), -- hash of the login secret
  bundle BLOB NOT NULL CHECK (length (bundle) = 296),
  sheet_login BLOB NOT NULL CHECK (length (sheet_login) = 32),
  sheet_bundle BLOB NOT NULL CHECK (length (sheet_bundle) = 296)
) STRICT, WITHOUT ROWID;

-- Who signed in with those secrets: told to wait, and signed in once they hold.
CREATE TABLE waiting_session (
  token BLOB NOT NULL PRIMARY KEY CHECK (length (token) = 32), -- its hash
  user BLOB NOT NULL REFERENCES reset (user) ON DELETE CASCADE,
  device BLOB NOT NULL CHECK (length (device) = 16),
  sheet INTEGER NOT NULL CHECK (sheet IN (0, 1)), -- signed in with the printed sheet
  created INTEGER NOT NULL,
  UNIQUE (user, device)
) STRICT, WITHOUT ROWID;
