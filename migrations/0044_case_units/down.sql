DROP TABLE case_units;
