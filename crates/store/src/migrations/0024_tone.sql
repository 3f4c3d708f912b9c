-- What a customer's line does to whoever reads it, as a rule or a model says: a suggestion to the agent, never a judgement.
CREATE TABLE tone_flag (
    centre  INTEGER NOT NULL,
    message INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    class   TEXT    NOT NULL,
    source  TEXT    NOT NULL CHECK (source IN ('rule', 'model')),
    clear   INTEGER NOT NULL,                                       -- a rule matched, or the model is sure
    at      INTEGER NOT NULL,
    PRIMARY KEY (centre, message)
) STRICT;
CREATE INDEX tone_flag_contact ON tone_flag (centre, contact, message);
