-- Who answers for a case: one officer, or nobody yet. Who it was before is told by the case's own records.
CREATE TABLE assignments (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    officer_id BYTEA NOT NULL,
    assigned_by BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, case_id),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, assigned_by) REFERENCES officers (agency_id, id)
);
