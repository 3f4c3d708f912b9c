-- A notice keeps the very words the customer read; until now they were looked up in the setup of then.
ALTER TABLE protection_notice ADD COLUMN words TEXT NOT NULL DEFAULT '';

DROP TRIGGER protection_notice_keeps;
UPDATE protection_notice SET words = coalesce(
    (SELECT json_extract(p.document, CASE step WHEN 0 THEN '$.protection.announcement.'
                                     ELSE '$.protection.warnings[' || (step - 1) || '].' END || language)
     FROM policy_version p WHERE p.centre = protection_notice.centre AND p.version = protection_notice.version), '');
CREATE TRIGGER protection_notice_keeps BEFORE UPDATE ON protection_notice BEGIN SELECT raise(ABORT, 'append-only'); END;
