"""One run at a time, and what each run did."""
