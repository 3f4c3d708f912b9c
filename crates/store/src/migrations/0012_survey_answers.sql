-- A survey is kept when it is answered. Whether a customer may still answer follows from her contact and her own token,
-- so that nothing is written because somebody looked, and no token lies here.
CREATE TABLE survey_answer (
    centre      INTEGER NOT NULL,
    contact     INTEGER NOT NULL,
    answered_at INTEGER NOT NULL,
    ease        INTEGER CHECK (ease BETWEEN 1 AND 7),               -- 1: very hard, 7: very easy
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    words       TEXT,
    PRIMARY KEY (centre, contact)
) STRICT;
INSERT INTO survey_answer (centre, contact, answered_at, ease, satisfaction, words)
SELECT centre, contact, answered_at, ease, satisfaction, words FROM survey WHERE answered_at IS NOT NULL;
DROP TABLE survey;
ALTER TABLE survey_answer RENAME TO survey;
CREATE INDEX survey_answered ON survey (centre, answered_at) WHERE satisfaction IS NOT NULL;
