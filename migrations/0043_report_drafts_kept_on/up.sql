-- Drafts of reports know on which day they were last kept, so that they can be removed when their time is over. Those from
-- before count as kept on the last day of the fiscal year they are about, which they cannot have been written long before.
CREATE TABLE dated_report_drafts (
    agency_id BYTEA NOT NULL,
    fiscal_year SMALLINT NOT NULL,
    round SMALLINT NOT NULL,
    officer_id BYTEA NOT NULL,
    version INTEGER NOT NULL,
    kept_on INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (agency_id, fiscal_year, round, officer_id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);

INSERT INTO dated_report_drafts (agency_id, fiscal_year, round, officer_id, version, kept_on, sealed)
SELECT agency_id, fiscal_year, round, officer_id, version,
    (fiscal_year - 2513) * 365 + (fiscal_year - 2513) / 4 + 272, sealed
FROM report_drafts;

DROP TABLE report_drafts;

ALTER TABLE dated_report_drafts RENAME TO report_drafts;
