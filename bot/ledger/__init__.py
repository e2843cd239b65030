"""What was asked, what was posted where, which quotes were given out: the tables and what is done with them."""
