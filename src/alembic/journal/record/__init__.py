"""The journal: what each run did, statement by statement, so that a broken one can go on."""
