DROP TABLE delegated_cases;
DROP TABLE delegations;
