-- Which draft was tried says its revision; the draft itself was written and never read.
ALTER TABLE what_if DROP COLUMN document;
