-- Which unit a closed case is about, where whoever closed it named one. It is here to be counted, once, and removed when the
-- half year after that is over.
CREATE TABLE case_units (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    unit_id BYTEA NOT NULL,
    named_on INTEGER NOT NULL,
    PRIMARY KEY (agency_id, case_id),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, unit_id) REFERENCES units (agency_id, id)
);
