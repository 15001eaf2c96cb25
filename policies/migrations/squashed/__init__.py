"""What the first migration of a new database makes: the tables as they are after 0036, and the groups of staff."""
