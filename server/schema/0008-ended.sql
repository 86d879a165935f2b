-- Sessions that were ended for good: by their owner from another device, or with the account. Whoever comes with such a token
-- is told so, and keeps no copies. The time is that of the session's last use.
CREATE TABLE ended (
  token BLOB NOT NULL PRIMARY KEY CHECK (length (token) = 32), -- its hash
  user BLOB NOT NULL REFERENCES account (user) ON DELETE CASCADE,
  seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ended_user ON ended (user, seen);
CREATE INDEX ended_seen ON ended (seen);
