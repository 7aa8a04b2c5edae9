DROP TABLE edition_files;
DROP TABLE editions;
DROP TABLE edition_halves;
DROP TABLE edition_drafts;
DROP TABLE edition_settings;
