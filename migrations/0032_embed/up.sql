-- The agency's own websites that may show the small page of its channel in a frame, one in each line.
CREATE TABLE embed_sites (
    agency_id BYTEA NOT NULL PRIMARY KEY REFERENCES agencies (id),
    sites TEXT NOT NULL
);
