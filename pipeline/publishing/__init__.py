"""Publishing: the tables as CSV files, the Data Package, the report, the site; then the swap into place."""
