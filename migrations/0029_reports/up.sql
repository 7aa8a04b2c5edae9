-- What somebody is writing for a report of a round, sealed to its author alone.
CREATE TABLE report_drafts (
    agency_id BYTEA NOT NULL,
    fiscal_year SMALLINT NOT NULL,
    round SMALLINT NOT NULL,
    officer_id BYTEA NOT NULL,
    version INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (agency_id, fiscal_year, round, officer_id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);

-- What is to be published of a report and waits for a publisher. One for each round.
CREATE TABLE report_proposals (
    agency_id BYTEA NOT NULL,
    fiscal_year SMALLINT NOT NULL,
    round SMALLINT NOT NULL,
    wording TEXT NOT NULL,
    proposed_by BYTEA NOT NULL,
    proposed_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, fiscal_year, round),
    FOREIGN KEY (agency_id, proposed_by) REFERENCES officers (agency_id, id)
);

-- What was published, with its paper. Rows are only ever added.
CREATE TABLE reports (
    agency_id BYTEA NOT NULL,
    fiscal_year SMALLINT NOT NULL,
    round SMALLINT NOT NULL,
    number SMALLINT NOT NULL,
    statement TEXT NOT NULL,
    report_key BYTEA NOT NULL CHECK (octet_length(report_key) = 32),
    signature BYTEA NOT NULL CHECK (octet_length(signature) = 64),
    paper BYTEA NOT NULL,
    approved_by BYTEA NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, fiscal_year, round, number),
    FOREIGN KEY (agency_id, approved_by) REFERENCES officers (agency_id, id)
);
