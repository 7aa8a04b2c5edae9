-- Who is told when a matter has gone by its day without an answer or an explanation. No row: the outside body.
CREATE TABLE reminder_settings (
    agency_id BYTEA NOT NULL PRIMARY KEY REFERENCES agencies (id),
    overdue_to BYTEA,
    set_by BYTEA NOT NULL,
    set_at BIGINT NOT NULL,
    FOREIGN KEY (agency_id, overdue_to) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, set_by) REFERENCES officers (agency_id, id)
);

-- What somebody is to be told beyond the mail of every day, each once: told_on is empty until a mail has said it.
-- The day due is part of the key, because an explanation in time names a new one.
CREATE TABLE escalations (
    agency_id BYTEA NOT NULL,
    case_id BYTEA NOT NULL,
    alarm SMALLINT NOT NULL,
    round SMALLINT NOT NULL,
    due_on INTEGER NOT NULL,
    officer_id BYTEA NOT NULL,
    noted_on INTEGER NOT NULL,
    told_on INTEGER,
    PRIMARY KEY (agency_id, case_id, alarm, round, due_on, officer_id),
    FOREIGN KEY (agency_id, case_id) REFERENCES cases (agency_id, id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);
CREATE INDEX escalations_waiting ON escalations (agency_id, officer_id) WHERE told_on IS NULL;
