-- The files of an edition in each language, made before it was published. The table of 0024 could not tell the languages
-- apart; nothing was ever written into it.
DROP TABLE edition_files;

CREATE TABLE edition_files (
    agency_id BYTEA NOT NULL,
    serial INTEGER NOT NULL,
    form SMALLINT NOT NULL,
    language SMALLINT NOT NULL,
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    bytes BYTEA NOT NULL,
    PRIMARY KEY (agency_id, serial, form, language),
    FOREIGN KEY (agency_id, serial) REFERENCES editions (agency_id, serial)
);

-- Which file kept figures from being published by themselves. They are tried again until they are published.
CREATE TABLE edition_failures (
    agency_id BYTEA NOT NULL,
    fiscal_year SMALLINT NOT NULL,
    as_of INTEGER NOT NULL,
    corrects SMALLINT NOT NULL,
    form SMALLINT NOT NULL,
    PRIMARY KEY (agency_id, fiscal_year, as_of, corrects),
    FOREIGN KEY (agency_id, fiscal_year, as_of, corrects)
        REFERENCES edition_drafts (agency_id, fiscal_year, as_of, corrects)
);
