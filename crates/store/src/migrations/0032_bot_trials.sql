-- What a bot that tries a reason would have said to a customer who is with a person, and whether she found it right.

CREATE TABLE bot_trial (
    centre    INTEGER NOT NULL,
    trial     INTEGER NOT NULL,
    contact   INTEGER NOT NULL,
    message   INTEGER NOT NULL,                                     -- the customer's line
    bot       INTEGER NOT NULL,
    reason    INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    body      TEXT    NOT NULL,                                     -- in the customer's language
    is_right  INTEGER,                                              -- none: not looked at
    marked_at INTEGER,
    marked_by INTEGER,
    spent     INTEGER NOT NULL DEFAULT 0,                           -- the reason has joined or left since; it counts no longer
    PRIMARY KEY (centre, trial)
) STRICT;
CREATE INDEX bot_trial_contact ON bot_trial (centre, contact);
CREATE INDEX bot_trial_reason ON bot_trial (centre, reason, marked_at) WHERE spent = 0;
