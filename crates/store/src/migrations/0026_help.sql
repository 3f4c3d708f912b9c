-- Articles that customers read, with somebody who answers for them and a day to look again; every revision stays.
ALTER TABLE article ADD COLUMN public INTEGER NOT NULL DEFAULT 0 CHECK (public IN (0, 1));
ALTER TABLE article ADD COLUMN body_ko TEXT NOT NULL DEFAULT '';           -- Markdown
ALTER TABLE article ADD COLUMN body_en TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN owner INTEGER;                              -- the account that answers for it
ALTER TABLE article ADD COLUMN review_at INTEGER;                          -- when it is to be looked at again
CREATE INDEX article_revision ON article (centre, revision);

CREATE TABLE article_version (
    centre   INTEGER NOT NULL,
    article  INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    content  TEXT    NOT NULL CHECK (json_valid(content)),                 -- as it was written
    at       INTEGER NOT NULL,
    by       INTEGER,
    PRIMARY KEY (centre, article, revision),
    FOREIGN KEY (centre, article) REFERENCES article
) STRICT;
INSERT INTO article_version (centre, article, revision, content, at, by)
SELECT ar.centre, ar.article, ar.revision,
       json_object('title', json_object('ko', ar.title_ko, 'en', ar.title_en),
                   'about', json_object('ko', ar.about_ko, 'en', ar.about_en),
                   'steps', json(ar.steps),
                   'reasons', (SELECT json_group_array(r.reason) FROM article_reason r
                               WHERE r.centre = ar.centre AND r.article = ar.article),
                   'state', ar.state, 'takes_ms', ar.takes_ms, 'revision', ar.revision),
       ar.updated_at, ar.updated_by
FROM article ar;
