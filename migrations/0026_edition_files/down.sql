DROP TABLE edition_failures;
DROP TABLE edition_files;

CREATE TABLE edition_files (
    agency_id BYTEA NOT NULL,
    serial INTEGER NOT NULL,
    form SMALLINT NOT NULL,
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    bytes BYTEA NOT NULL,
    PRIMARY KEY (agency_id, serial, form),
    FOREIGN KEY (agency_id, serial) REFERENCES editions (agency_id, serial)
);
