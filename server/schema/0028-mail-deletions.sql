-- How many days of deletion were put into one that waits, at least as many as it carries: each has a line of its own in it, for
-- which there is room in one mail for so many.
ALTER TABLE mail ADD COLUMN deletions INTEGER NOT NULL DEFAULT 0 CHECK (deletions >= 0);
UPDATE mail SET deletions = (SELECT count (*) FROM notice n WHERE n.mail = mail.id AND n.kind = 'deletion')
  WHERE state = 'waiting';
DROP INDEX mail_waiting;
CREATE INDEX mail_waiting ON mail (user, kind, deletions) WHERE state = 'waiting';
