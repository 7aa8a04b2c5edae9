-- The accounts of one person, the present one and every one that was closed before it: whoever returns is the same person
-- to every list of those involved in a case (ADR 0075).
CREATE TABLE earlier_accounts (
    agency_id BYTEA NOT NULL,
    officer_id BYTEA NOT NULL,
    earlier_id BYTEA NOT NULL,
    PRIMARY KEY (agency_id, officer_id, earlier_id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, earlier_id) REFERENCES officers (agency_id, id),
    CHECK (officer_id <> earlier_id)
);

-- The closed account that an invited person had, where they had one.
CREATE TABLE returning_invitations (
    agency_id BYTEA NOT NULL,
    invitation_id BYTEA NOT NULL,
    earlier_id BYTEA NOT NULL,
    PRIMARY KEY (agency_id, invitation_id),
    FOREIGN KEY (agency_id, invitation_id) REFERENCES invitations (agency_id, id),
    FOREIGN KEY (agency_id, earlier_id) REFERENCES officers (agency_id, id)
);
