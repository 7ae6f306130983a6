"""The data for other programs: tidy tables with descriptions of every column, written as CSV, JSON, SQLite or Parquet.

tables         the tables and their columns: name, type, meaning in Vietnamese and English; all formats are made from them
definitions    rows of what the commitment says: rounds, units, targets, goals with revisions, references
reported       rows of what units reported and what follows: submissions, results, figures, items, remarks, verdicts
missing        why a figure is missing: not yet due, overdue, awaited, told in words only
rows           rows while they are collected, and figures as cells
collecting     all rows of an export, and the file, line, commit and author of each
csv_text       CSV: texts that a spreadsheet would take for a formula are marked, and the mark can be taken off exactly
json_text      JSON
sqlite_file    an SQLite file
duckdb_tables  the tables inside DuckDB, in memory
parquet_files  Parquet, partitioned by year and round
query          a question in SQL about the tables, answered without files, network or changes
sql_faults     what is wrong with such a question: the place, in the language of the user
descriptors    datapackage.json (Data Package v2) and csv-metadata.json (CSVW)
package        all files of an export in one format
"""
