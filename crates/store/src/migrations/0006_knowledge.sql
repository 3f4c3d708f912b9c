-- Articles, and the bot that walks customers through them.

CREATE TABLE article (
    centre     INTEGER NOT NULL,
    article    INTEGER NOT NULL,
    revision   INTEGER NOT NULL DEFAULT 1,
    state      TEXT    NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    title_ko   TEXT    NOT NULL,
    title_en   TEXT    NOT NULL DEFAULT '',
    about_ko   TEXT    NOT NULL DEFAULT '',
    about_en   TEXT    NOT NULL DEFAULT '',
    steps      TEXT    NOT NULL CHECK (json_valid(steps)),          -- [{"ko": "…", "en": "…"}], in order
    takes_ms   INTEGER,                                             -- how long it usually takes
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    PRIMARY KEY (centre, article)
) STRICT;

CREATE TABLE article_reason (
    centre  INTEGER NOT NULL,
    reason  INTEGER NOT NULL,
    article INTEGER NOT NULL,
    place   INTEGER NOT NULL DEFAULT 0,                             -- smallest first
    PRIMARY KEY (centre, reason, article),
    FOREIGN KEY (centre, article) REFERENCES article
) STRICT, WITHOUT ROWID;

-- One time a bot served one contact, and where it stands in the article.
CREATE TABLE bot_run (
    centre     INTEGER NOT NULL,
    run        INTEGER NOT NULL,
    contact    INTEGER NOT NULL,
    bot        INTEGER NOT NULL,
    reason     INTEGER NOT NULL,
    article    INTEGER,
    revision   INTEGER,
    step       INTEGER NOT NULL DEFAULT 0,
    state      TEXT    NOT NULL CHECK (state IN ('walking', 'asking', 'solved', 'handed_over', 'left')),
    why        TEXT,                                                -- asked, stuck, deadline, out_of_scope
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    PRIMARY KEY (centre, run)
) STRICT;
CREATE INDEX bot_run_contact ON bot_run (centre, contact);
CREATE INDEX bot_run_reason ON bot_run (centre, bot, reason, started_at);

-- A bot's record per reason; the runs counted are those since it was last allowed the reason.
CREATE TABLE bot_result (
    centre      INTEGER NOT NULL,
    bot         INTEGER NOT NULL,
    reason      INTEGER NOT NULL,
    served      INTEGER NOT NULL DEFAULT 0,
    solved      INTEGER NOT NULL DEFAULT 0,
    handed_over INTEGER NOT NULL DEFAULT 0,
    allowed_at  INTEGER NOT NULL,
    lost_at     INTEGER,                                            -- fell below its floor
    PRIMARY KEY (centre, bot, reason)
) STRICT, WITHOUT ROWID;
