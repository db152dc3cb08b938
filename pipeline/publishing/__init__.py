"""Publishing: CSV files, the Data Package, the report, exports, the site, release archives."""
