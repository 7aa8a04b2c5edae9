-- People who join through the panel: invitations, appointments, and the public halves of officers' keys.

-- A one-time address waits to be used, or has been. Of its secret only a hash is kept. ended: 1 accepted, 2 withdrawn.
CREATE TABLE invitations (
    agency_id BYTEA NOT NULL REFERENCES agencies (id),
    id BYTEA NOT NULL CHECK (octet_length(id) = 16),
    token_hash BYTEA NOT NULL CHECK (octet_length(token_hash) = 32),
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    mail TEXT NOT NULL,
    post TEXT NOT NULL,
    unit_id BYTEA,
    roles SMALLINT NOT NULL,
    order_number TEXT NOT NULL,
    ordered_on INTEGER NOT NULL,
    from_on INTEGER NOT NULL,
    until_on INTEGER,
    invited_by BYTEA NOT NULL,
    invited_at BIGINT NOT NULL,
    ended SMALLINT,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT invitations_token UNIQUE (agency_id, token_hash),
    FOREIGN KEY (agency_id, unit_id) REFERENCES units (agency_id, id),
    FOREIGN KEY (agency_id, invited_by) REFERENCES officers (agency_id, id)
);

-- What a person was appointed to do, by which order and for how long; the newest counts. in_force_at is empty while
-- the directory of keys has not been signed for it. by_id is empty where a command did it.
CREATE TABLE appointments (
    agency_id BYTEA NOT NULL,
    officer_id BYTEA NOT NULL,
    seq INTEGER NOT NULL,
    post TEXT NOT NULL,
    unit_id BYTEA,
    roles SMALLINT NOT NULL,
    order_number TEXT NOT NULL,
    ordered_on INTEGER NOT NULL,
    from_on INTEGER NOT NULL,
    until_on INTEGER,
    by_id BYTEA,
    at BIGINT NOT NULL,
    in_force_at BIGINT,
    PRIMARY KEY (agency_id, officer_id, seq),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id),
    FOREIGN KEY (agency_id, unit_id) REFERENCES units (agency_id, id),
    FOREIGN KEY (agency_id, by_id) REFERENCES officers (agency_id, id)
);

-- The public halves of a key whose id stands in officers, so that the directory can be signed while its owner is away.
-- They are believed only as far as their hash is that id.
CREATE TABLE public_keys (
    agency_id BYTEA NOT NULL,
    officer_id BYTEA NOT NULL,
    kem_pk BYTEA NOT NULL CHECK (octet_length(kem_pk) = 32),
    sig_pk BYTEA NOT NULL CHECK (octet_length(sig_pk) = 32),
    PRIMARY KEY (agency_id, officer_id),
    FOREIGN KEY (agency_id, officer_id) REFERENCES officers (agency_id, id)
);
