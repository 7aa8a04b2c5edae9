CREATE TABLE undated_report_drafts (
    agency_id BYTEA NOT NULL,
    fiscal_year SMALLINT NOT NULL,
    round SMALLINT NOT NULL,
    officer_id BYTEA NOT NULL,
    version INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (agency_id, fiscal_year, round, officer_id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);

INSERT INTO undated_report_drafts (agency_id, fiscal_year, round, officer_id, version, sealed)
SELECT agency_id, fiscal_year, round, officer_id, version, sealed FROM report_drafts;

DROP TABLE report_drafts;

ALTER TABLE undated_report_drafts RENAME TO report_drafts;
