-- What somebody is mailed about, until they have looked: no other mail of that kind about that ticket goes to them meanwhile.
-- seq: of what happened; period, due, lead: of a reminder, and of a deletion ahead, with so many days left; else zeros.
-- person: whom it is about as the ticket's advisor, where user stands in for them somebody else. mail: which one carries it,
-- a digest or a summary perhaps.
CREATE TABLE notice (
  user BLOB NOT NULL CHECK (length (user) = 16),
  ticket BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (length (kind) BETWEEN 1 AND 32),
  period BLOB NOT NULL CHECK (length (period) = 16),
  lead INTEGER NOT NULL CHECK (lead >= 0),
  due INTEGER NOT NULL,
  person BLOB NOT NULL CHECK (length (person) = 16),
  seq INTEGER NOT NULL,
  mail BLOB NOT NULL CHECK (length (mail) = 16),
  PRIMARY KEY (user, ticket, kind, period, lead)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_mail ON notice (mail);
CREATE INDEX notice_ticket ON notice (ticket);

-- How many days before its due day a period was reminded of last: each lead time once, and again where it is due otherwise.
CREATE TABLE reminder (
  period BLOB NOT NULL PRIMARY KEY CHECK (length (period) = 16),
  ticket BLOB NOT NULL REFERENCES ticket (id) ON DELETE CASCADE,
  due INTEGER NOT NULL,
  lead INTEGER NOT NULL CHECK (lead >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_ticket ON reminder (ticket);

CREATE INDEX mail_waiting ON mail (user, kind) WHERE state = 'waiting';
CREATE INDEX mail_hour ON mail (user, created);
