DROP TABLE public_keys;
DROP TABLE appointments;
DROP TABLE invitations;
