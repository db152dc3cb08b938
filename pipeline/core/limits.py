"""Every limit on untrusted input. docs/limits.md lists them, and a test compares both.

They are far above what a registry or a package needs, and far below what a machine with 2 GB can do in ten seconds.
"""

from __future__ import annotations

# The least that a command is started with, as the process may take it: bytes of memory (of its control groups) and
# bytes of addresses (`ulimit -v`). With less, native libraries end the process by a signal, and say nothing.
LEAST_MEMORY = 128 << 20
LEAST_ADDRESSES = 320 << 20
# Bytes of a descriptor, schema, vocabulary or rule, and levels of lists and objects in one.
DOCUMENT_BYTES = 8 << 20
DOCUMENT_LEVELS = 64
# Values of a descriptor or schema: 100,000 fields have fewer.
DOCUMENT_VALUES = 500_000
# Bytes of a file of raw/: a table, a source text.
RAW_BYTES = 32 << 20
# Files below raw/ and schemas/.
REGISTRY_FILES = 20_000
# Bytes of a document that facts are read from (HTML, PDF), and pages of a PDF.
TEXT_BYTES = 32 << 20
PDF_PAGES = 2_000
# Columns of a table, and characters of a column's name.
COLUMNS = 4_000
# Columns of a table for which a schema is proposed: what is known of each is held in memory.
INFERRED_COLUMNS = 1_000
LABEL_CHARACTERS = 1_000
# Characters of an id that names a page.
IDENTIFIER_CHARACTERS = 150
# Bytes of a line of a table.
RECORD_BYTES = 64 << 20
# Bytes of a JSON file that is read whole, or of one JSON line.
JSON_BYTES = 256 << 20
# A compressed file may grow to so many bytes whatever its size, and beyond them so many times.
EXPANDED_BYTES = 64 << 20
EXPANSION = 250
# Bytes of a table that --fix mends: it is held in memory.
FIXED_BYTES = 256 << 20
# Bytes of a table that --quarantine sets apart: it is held in memory.
QUARANTINE_BYTES = 256 << 20
# Bytes of all parts of a spreadsheet together, unpacked.
SPREADSHEET_BYTES = 128 << 20
# Rows of a sheet of a workbook, as Excel and LibreOffice have them.
SHEET_ROWS = 1_048_576
# Resources of a package.
RESOURCES = 10_000
# Findings that are listed for each check of a table, for each code of a file of raw/, and for each profile of a
# descriptor; all are counted.
FINDINGS_PER_CHECK = 1_000
# Files of the archive of a release, and bytes of all of them unpacked (and see EXPANSION).
ARCHIVE_FILES = 10_000
ARCHIVE_BYTES = 2 << 30
# Bytes of the list of sums in it.
SUMS_BYTES = 8 << 20
# Bytes of its directory, which is held in memory.
DIRECTORY_BYTES = 8 << 20
# Seconds that git may take for one question, and bytes of what it answers at once and of one piece of its memory;
# bytes of all files of a revision together.
GIT_SECONDS = 60
GIT_BYTES = 256 << 20
REVISION_BYTES = 2 << 30
# Attributes of one tag of a page: a parser compares each with all.
TAG_ATTRIBUTES = 5_000
# Of one document (PDF, HTML) or workbook, which a child process reads: bytes of memory, seconds of
# the processor and of the clock (a busy machine gives a process little), bytes of text and cells that it may give.
READER_MEMORY = 1 << 30
READER_SECONDS = 10
READER_CLOCK_SECONDS = 40
READER_BYTES = 256 << 20
# Processor seconds that a check has for what strangers wrote: so much at first, and for each character of a document,
# each value checked and each character of it as much as the slowest honest ones take on a slow machine. Values that
# are JSON, or dates in any form, take ten times as long.
CHECK_SECONDS = 3.0
DOCUMENT_MICROSECONDS = 1.0
CELL_MICROSECONDS = 50.0
CHARACTER_MICROSECONDS = 0.5
SLOW_TYPES = 10
# Processor seconds of all suggestions of a check; a longer value than this has none.
SUGGESTION_SECONDS = 4.0
SUGGESTED_CHARACTERS = 1_000
# Findings of all tables of a check that are kept; beyond them the first of each kind is.
FINDINGS = 50_000
# Characters of a date in any form, and of the format of a date.
DATE_CHARACTERS = 1_000
FORMAT_CHARACTERS = 1_000
# Values of a JSON Schema, those of a list of allowed values aside.
JSON_SCHEMA_VALUES = 10_000
# Seconds that all cells of a table may take one pattern of Python's, and a rule its query;
# bytes that the check of a registry may take, its rules included.
PATTERN_SECONDS = 2.0
RULE_SECONDS = 10
CHECK_MEMORY = "512MB"
# Characters of the query of a rule; its parts, levels and tables; characters of a text that are compared for likeness;
# bytes of memory that all rules may take beyond what the check has.
RULE_CHARACTERS = 20_000
RULE_PARTS = 10_000
RULE_LEVELS = 200
RULE_TABLES = 60
RULE_LIKENESS = 1_000
RULE_BYTES = 1 << 30
# Seconds that all slow values of a field may take its JSON Schema, or a descriptor its profiles.
JSON_SCHEMA_SECONDS = 10.0
# With --fetch: seconds of one address, seconds of all of a check, redirects of one address.
FETCH_SECONDS = 20
FETCHES_SECONDS = 120
FETCH_REDIRECTS = 5
# Redirects of the address of a source.
LINK_REDIRECTS = 10
# Files of a folder of local copies that are looked at.
SCHEMA_FILES = 10_000
