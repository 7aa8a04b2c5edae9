-- How an agency publishes its figures. Whoever approves without looking is named: they answer for it.
CREATE TABLE edition_settings (
    agency_id BYTEA NOT NULL PRIMARY KEY REFERENCES agencies (id),
    threshold SMALLINT NOT NULL,
    automatic BOOLEAN NOT NULL,
    set_by BYTEA NOT NULL,
    set_at BIGINT NOT NULL,
    FOREIGN KEY (agency_id, set_by) REFERENCES officers (agency_id, id)
);

-- Figures that were counted and wait to be approved. A row stays when it has become an edition, so that the same
-- month is never prepared twice. `corrects` is the number of the edition that is corrected, 0 for none.
CREATE TABLE edition_drafts (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    fiscal_year SMALLINT NOT NULL,
    as_of INTEGER NOT NULL,
    corrects SMALLINT NOT NULL,
    figures TEXT NOT NULL,
    reason TEXT NOT NULL,
    prepared_at BIGINT NOT NULL,
    prepared_by BYTEA,
    edition INTEGER,
    PRIMARY KEY (agency_id, fiscal_year, as_of, corrects),
    FOREIGN KEY (agency_id, prepared_by) REFERENCES officers (agency_id, id)
);

-- The breakdown of a half year, counted once for all editions.
CREATE TABLE edition_halves (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    fiscal_year SMALLINT NOT NULL,
    half SMALLINT NOT NULL,
    breakdown TEXT NOT NULL,
    PRIMARY KEY (agency_id, fiscal_year, half)
);

-- What was published, as it was published. Rows are only ever added.
CREATE TABLE editions (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    serial INTEGER NOT NULL,
    fiscal_year SMALLINT NOT NULL,
    number SMALLINT NOT NULL,
    as_of INTEGER NOT NULL,
    published_at BIGINT NOT NULL,
    approved_by BYTEA NOT NULL,
    statement TEXT NOT NULL,
    prev BYTEA NOT NULL CHECK (octet_length(prev) = 32),
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    edition_key BYTEA NOT NULL CHECK (octet_length(edition_key) = 32),
    signature BYTEA NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (agency_id, serial),
    UNIQUE (agency_id, fiscal_year, number),
    FOREIGN KEY (agency_id, approved_by) REFERENCES officers (agency_id, id)
);

-- The files of an edition, made before it was published.
CREATE TABLE edition_files (
    agency_id BYTEA NOT NULL,
    serial INTEGER NOT NULL,
    form SMALLINT NOT NULL,
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    bytes BYTEA NOT NULL,
    PRIMARY KEY (agency_id, serial, form),
    FOREIGN KEY (agency_id, serial) REFERENCES editions (agency_id, serial)
);
