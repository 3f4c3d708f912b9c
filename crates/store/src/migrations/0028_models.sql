-- A language model the centre may ask, by what it is asked for. Calls and tokens are per day of the centre.
CREATE TABLE model (
    centre     INTEGER NOT NULL,
    task       TEXT    NOT NULL,
    base_url   TEXT    NOT NULL,
    name       TEXT    NOT NULL,                                    -- as its keeper calls it
    key        BLOB,                                                -- sealed for this centre, task and address
    limit_ms   INTEGER NOT NULL,
    calls_day  INTEGER NOT NULL,
    tokens_day INTEGER NOT NULL,
    PRIMARY KEY (centre, task)
) STRICT;
-- A row: no model is asked in this centre, whatever is set.
CREATE TABLE models_off (
    centre INTEGER NOT NULL PRIMARY KEY
) STRICT;
CREATE TABLE model_day (
    centre INTEGER NOT NULL,
    task   TEXT    NOT NULL,
    day    INTEGER NOT NULL,                                        -- its midnight in the centre's zone
    calls  INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    PRIMARY KEY (centre, task, day)
) STRICT;
-- The last calls of a task, without a word of what was asked or answered.
CREATE TABLE model_call (
    centre  INTEGER NOT NULL,
    call    INTEGER NOT NULL,
    task    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    name    TEXT    NOT NULL,
    took_ms INTEGER NOT NULL,
    tokens  INTEGER NOT NULL,
    fault   TEXT,                                                   -- none: the answer was used
    PRIMARY KEY (centre, call)
) STRICT;
CREATE INDEX model_call_task ON model_call (centre, task, call);
-- Lines for which a model was asked: it wrote them, or why it did not.
CREATE TABLE model_line (
    centre  INTEGER NOT NULL,
    message INTEGER NOT NULL,
    name    TEXT,
    fault   TEXT,
    PRIMARY KEY (centre, message),
    CHECK ((name IS NULL) <> (fault IS NULL))
) STRICT;
