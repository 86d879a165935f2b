-- What only this device knows: never thrown away. Intents and requests are sealed under the local key.

CREATE TABLE operation (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  op BLOB NOT NULL UNIQUE,
  ticket BLOB NOT NULL,
  after BLOB,            -- the operation whose result this one builds on
  intent BLOB NOT NULL,  -- what the user wanted
  request BLOB,          -- what was sent, byte for byte the same each time; NULL until it is built
  state_v INTEGER,       -- the versions that the user saw
  advisor_v INTEGER,
  problem TEXT,          -- the server's answer when it was refused, NULL while it waits
  problem_by TEXT,
  problem_time INTEGER
) STRICT;

CREATE INDEX operation_ticket ON operation (ticket, n);

-- The newest roster statement ever seen: a shorter or forked list is refused, also after the cache is gone.
CREATE TABLE pin (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
