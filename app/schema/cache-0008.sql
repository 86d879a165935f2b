-- Periods of what an area has settled, and by hand: kind as the server names it, name, title (several languages, JSON; NULL
-- for none), reminders (JSON), the object of the history that names one by hand, and the versions of its fields.
DROP TABLE period;
CREATE TABLE period (
  id BLOB PRIMARY KEY,
  ticket BLOB NOT NULL,
  rv INTEGER NOT NULL,
  name TEXT NOT NULL,
  definition BLOB,
  title TEXT,
  remind TEXT NOT NULL,
  by_answer INTEGER NOT NULL,
  entry BLOB,
  due INTEGER NOT NULL,
  due_v INTEGER NOT NULL,
  done INTEGER NOT NULL, -- 0: not yet
  done_v INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX period_ticket ON period (ticket);

-- a feed that was read without them has them no more
INSERT INTO meta (key, value) SELECT 'doubt', '1' WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'cursor')
  ON CONFLICT (key) DO NOTHING;
