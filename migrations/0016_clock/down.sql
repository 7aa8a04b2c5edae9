DROP TABLE holidays;
DROP TABLE deadline_rules;
