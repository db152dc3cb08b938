"""What stands in raw/: its files read into tables, its texts, its records accounted for."""
