-- What the model of reasons learns from, beside their names: words a customer would use, and what an agent corrected at wrap-up.
CREATE TABLE reason_example (
    centre  INTEGER NOT NULL,
    example INTEGER NOT NULL,
    reason  INTEGER NOT NULL,
    text    TEXT    NOT NULL,                                       -- personal data is out
    source  TEXT    NOT NULL CHECK (source IN ('written', 'corrected')),
    contact INTEGER,                                                -- whose words they were
    made_at INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    PRIMARY KEY (centre, example)
) STRICT;
CREATE UNIQUE INDEX reason_example_text ON reason_example (centre, reason, text);

-- What was thought a contact is about, by whom and when in its life; the contact itself has the reason in force.
CREATE TABLE reason_known (
    centre     INTEGER NOT NULL,
    contact    INTEGER NOT NULL,
    stage      TEXT    NOT NULL CHECK (stage IN ('entry', 'bot', 'agent', 'wrap_up')),
    source     TEXT    NOT NULL CHECK (source IN ('customer', 'model', 'bot', 'agent')),
    reason     INTEGER NOT NULL,
    confidence INTEGER,                                             -- of a model, in thousandths
    at         INTEGER NOT NULL,
    PRIMARY KEY (centre, contact, stage, source)
) STRICT;
