"""Excel forms, web pages to fill in, and tables of other documents: exported, filled in by units, imported.

slots           the parts of a form: slots for single values, tables for lists, a block for each target
form            the form of a unit in a round: which slots and tables it has
cells           values of a report as cells of a form, and cells read as values
writer          a form as an Excel workbook in which only the cells to fill in are unlocked
package         Office files of others inspected before they are opened, against what takes too much time or memory
reader          a filled-in form read: which cell belongs to which slot
page_writer     a form as one web page, with its template, script and style sheet in page/
answers_reader  what was typed into a form's web page, read from the file that the page saves
comparison      the comparison of a form with its unit's file: three versions of each value, faults, conflicts
list_changes    the lists of a form compared with the file: lines matched with entries, changes merged
form_changes    what a unit has changed in its form: single values and lists
report_edits    changes of a report as edits of its YAML text
form_import     one filled-in form imported into its unit's file
office_form     the form of the office itself in a round: texts, signatory, answers, verdicts, extensions
office_import   the office's form imported into its own file
inbox           which forms of the folder where they are received are not in the data yet
grid            a table as a reader sees it: texts in rows and columns, merged cells
passed_over     files among those to import that are not read
workbooks       workbooks opened: .xlsx, .ods, .xls
ods_workbook    a workbook of LibreOffice as one of openpyxl
xls_workbook    a workbook of old Excel as one of openpyxl
package_parts   the parts of an Office file by their relationships
seen_text       the text of a cell as a reader sees it, and what is left out of it
word_tables     tables and paragraphs of a Word document as Word shows them
number_formats  numbers of a workbook as their format shows them
sheet_tables    sheets of a workbook as tables
delimited       tables in text: the mark between the cells, the rows
table_reader    tables that units made themselves, read from Word, workbooks, CSV, TSV or pasted text
table_memory    what the labels of a unit's tables mean, as answered before
headings        what the heading of a column says: a result, a plan, last year's figure, a share, a unit of measure
measure_units   units of measure as people write them, and the factor between two of them
labels          which target, field or column of a list a label means
table_heads     the rows of a table's head read together
table_values    the texts of a table put into the slots of forms
table_reading   one table being read: its cells, its head, its units, and what is told about it
table_rows      a table with one target in each row
table_columns   a table with one target in each column
table_lists     a table that is the list of a target
table_matching  which table is read in which way
problem_words   problems of report files told in the words of forms: cells, labels, names
batch_import    all filled-in forms or tables of one import: read, edited into the files, checked together
"""
