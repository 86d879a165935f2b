-- What mails say in the organisation's own words is signed with its settings from here on. What an Admin had set before, unsigned,
-- goes into no mail any more; it is kept, so that an Admin can look at it, and sign it or throw it away.
UPDATE config SET key = 'mail.wording-unsigned' WHERE key = 'mail.wording';
