-- Whether the mail server may have a mail that waits: 0 no; 1 it is under way; 2 it has perhaps, and did not say so. What was
-- tried before this was written down may be there.
ALTER TABLE mail ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0 CHECK (doubt BETWEEN 0 AND 2);
UPDATE mail SET doubt = 2 WHERE state = 'waiting' AND tries > 0;
