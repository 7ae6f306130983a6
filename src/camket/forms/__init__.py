"""Excel forms, web pages to fill in, and tables of other documents: exported, filled in by units, imported.

slots           the parts of a form: slots for single values, tables for lists, a block for each target
form            the form of a unit in a round: which slots and tables it has
cells           values of a report as cells of a form, and cells read as values
writer          a form as an Excel workbook in which only the cells to fill in are unlocked
reader          a filled-in form read: which cell belongs to which slot
page_writer     a form as one web page, with its template, script and style sheet in page/
answers_reader  what was typed into a form's web page, read from the file that the page saves
comparison      the comparison of a form with its unit's file: three versions of each value, faults, conflicts
list_changes    the lists of a form compared with the file: lines matched with entries, changes merged
form_changes    what a unit has changed in its form: single values and lists
report_edits    changes of a report as edits of its YAML text
form_import     one filled-in form imported into its unit's file
table_reader    tables that units made themselves, read from Word, CSV, TSV or pasted text
table_memory    what the labels of a unit's tables mean, as answered before
labels          which target, field or column of a list a label means
table_values    the texts of a table put into the slots of forms
table_matching  which row, column and cell of a table belongs to which slot
batch_import    all filled-in forms or tables of one import: read, edited into the files, checked together
"""
