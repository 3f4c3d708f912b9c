-- A language model the centre may ask, by what it is asked for. Calls and tokens are per day of the centre.
CREATE TABLE model (
    centre     INTEGER NOT NULL,
    task       TEXT    NOT NULL,
    base_url   TEXT    NOT NULL,
    name       TEXT    NOT NULL,                                    -- as its keeper calls it
    key        TEXT,
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
