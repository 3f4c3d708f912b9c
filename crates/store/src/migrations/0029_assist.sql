-- Beside a conversation: what an agent said of an article proposed to her, and what she ticked of the reason's guide.

-- It orders later proposals for that reason. Whose answer it was is not kept: it is no figure of an agent's.
CREATE TABLE assist_answer (
    centre   INTEGER NOT NULL,
    contact  INTEGER NOT NULL,
    article  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    reason   INTEGER NOT NULL,                                      -- the contact's at the time
    message  INTEGER NOT NULL,                                      -- the customer's line it was proposed for
    answer   TEXT    NOT NULL CHECK (answer IN ('helped', 'dismissed')),
    at       INTEGER NOT NULL,
    PRIMARY KEY (centre, contact, article)
) STRICT;
CREATE INDEX assist_answer_reason ON assist_answer (centre, reason, article, answer);

-- A step of the guide done or a check answered, in the words it was published with.
CREATE TABLE guide_tick (
    centre     INTEGER NOT NULL,
    contact    INTEGER NOT NULL,
    reason     INTEGER NOT NULL,
    step       INTEGER NOT NULL,
    words_ko   TEXT    NOT NULL,
    words_en   TEXT    NOT NULL,
    answer     TEXT    NOT NULL CHECK (answer IN ('done', 'yes', 'no')),
    at         INTEGER NOT NULL,
    by_account INTEGER NOT NULL,
    PRIMARY KEY (centre, contact, reason, step)
) STRICT;
