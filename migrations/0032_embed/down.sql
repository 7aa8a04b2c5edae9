DROP TABLE embed_sites;
