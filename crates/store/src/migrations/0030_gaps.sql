-- What was looked for and not found: words without personal data, how often on a day and by what kind of asker, nobody's name.
CREATE TABLE knowledge_gap (
    centre INTEGER NOT NULL,
    day    INTEGER NOT NULL,                                        -- days since 1970, UTC
    words  TEXT    NOT NULL,
    asker  TEXT    NOT NULL CHECK (asker IN ('agent', 'customer', 'bot')),
    times  INTEGER NOT NULL,
    PRIMARY KEY (centre, day, words, asker)
) STRICT, WITHOUT ROWID;
