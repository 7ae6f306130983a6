"""Excel forms and tables of other documents, out and back in.

cells           what a cell of a form means: a value of the report as a cell, and a cell as a value
form            what a form asks of a unit in a round: slots for values, tables for lists
holding         one filled-in form compared with the file of its unit: what has changed, as edits of the YAML text
intake          all filled-in forms and tables of one import: read, matched, checked together
reader          a filled-in form read back: which cell says what, by the names in its hidden cells
slots           what a form is made of: slots for single values, tables for lists, a block for each target
table_matching  tables of a unit's own making matched with its targets: which row or column says what
table_reader    tables as units send them today, and the words around them: a Word document, CSV, TSV
writer          a form as an Excel workbook: sheets that are locked but for the cells to fill in
"""
