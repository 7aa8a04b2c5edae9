DROP TABLE returning_invitations;
DROP TABLE earlier_accounts;
