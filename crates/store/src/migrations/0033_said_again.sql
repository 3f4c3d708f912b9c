-- A customer's line in which she says to a person what she had said before somebody else, or before the person came.
CREATE TABLE said_again (
    centre  INTEGER NOT NULL,
    message INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (centre, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX said_again_contact ON said_again (centre, contact);
CREATE INDEX said_again_at ON said_again (centre, at);
