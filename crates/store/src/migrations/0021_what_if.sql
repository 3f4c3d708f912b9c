-- Days played again under another policy or with other people: what was changed, and what would have happened.
CREATE TABLE what_if (
    centre   INTEGER NOT NULL,
    try      INTEGER NOT NULL,
    name     TEXT,                                                  -- given when it is kept; without one, the oldest go
    day      TEXT    NOT NULL,
    changed  TEXT    NOT NULL,                                      -- JSON: the sliders
    policy   TEXT    NOT NULL,                                      -- day: the one the day had; draft
    revision INTEGER,                                               -- of the draft
    document TEXT,                                                  -- JSON: the draft as it was tried
    result   TEXT    NOT NULL,                                      -- JSON
    made_at  INTEGER NOT NULL,
    made_by  INTEGER NOT NULL,
    PRIMARY KEY (centre, try)
) STRICT;
