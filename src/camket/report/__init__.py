"""The report, the letters, the calendar, the workbook, the PDF, issuing and tracing.

contents           the values that the templates of the report get, as plain frozen dataclasses
describe/          a survey described for the templates
due_dates          the calendar of due dates: every round's, the extensions, the days to send reports up
figure_references  the references that a report's appendices print, and which figure each of them means
issuing            a report issued: drawn up from a commit under its number and day, put on record
pdf                a PDF of a Word file: by LibreOffice, or on Windows by Word where LibreOffice is not there
reminders          who is reminded of what: the units of a round that owe something
render             the consolidated report in every form: from Jinja templates (Markdown, Word), as a workbook
templating         jinja templates as people may write them: a sandbox that reaches plain values only, filters
trace/             where a figure of the report comes from: the lines it was typed in, and the arithmetic
word               a Word document from a Word template (docxtpl): tables and rules of the right width, properties
workbook/          the report's appendices as an Excel workbook, a module a sheet
"""
