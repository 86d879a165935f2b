-- Mails to be sent: what they are about, never what they say or where they go, which is looked up when they are sent. kind:
-- why; period: the public name of a period's definition; due: when to try next; words: the mail server's, when it was tried last.
CREATE TABLE mail (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16), -- of which its Message-ID is made
  user BLOB NOT NULL CHECK (length (user) = 16),
  kind TEXT NOT NULL CHECK (length (kind) BETWEEN 1 AND 32),
  ticket BLOB REFERENCES ticket (id) ON DELETE CASCADE,
  period TEXT,
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  tries INTEGER NOT NULL CHECK (tries >= 0),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up')),
  settled INTEGER CHECK ((state = 'waiting') = (settled IS NULL)),
  words TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_due ON mail (due) WHERE state = 'waiting';
CREATE INDEX mail_settled ON mail (settled) WHERE state <> 'waiting';
CREATE INDEX mail_user ON mail (user, ticket, kind);
CREATE INDEX mail_ticket ON mail (ticket);

-- How somebody wants to be told; who has no row is told at once. language NULL: the organisation's. Of accounts and of those
-- on the portal alone, whose addresses stand in their own tables.
CREATE TABLE notification (
  user BLOB NOT NULL PRIMARY KEY CHECK (length (user) = 16),
  language TEXT CHECK (length (language) BETWEEN 2 AND 8),
  digest INTEGER NOT NULL CHECK (digest IN (0, 1))
) STRICT, WITHOUT ROWID;
