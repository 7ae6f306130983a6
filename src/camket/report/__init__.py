"""The report, the letters, the calendar, the workbook, the PDF; issuing a report and tracing its figures.

contents           the values that the templates of the report get, as plain frozen dataclasses: of the report as a whole
target_contents    the same of one target: its goal, its state, its units
table              a table of the report as a value: columns and typed cells, which every format writes
summary            the values that the templates of the one-page summary get
appendices         the tables of the appendices: the cells in all formats, the tables of Markdown and Word
filters            the filters of templates: numbers, dates and words as Vietnamese official texts write them
template_faults    errors in templates as faults with template, line and reason
sandbox            the limits of templates: plain values only, and a bound on work, time and size of one document
templating         Jinja templates in a sandbox that gives them plain values only
describe/          a survey turned into these values
word               a Word document from a Word template: widths of tables and lines, properties
word_pictures      pictures in a Word document: SVG, PNG, alternative text
bars               bars of progress and of counts, as SVG, PNG and text, for paper and pages
page_fit           whether a Word document fits on one page, estimated without a word processor
workbook/          the report's appendices as an Excel workbook, a module for each sheet
pdf                a PDF of a Word file, by LibreOffice, or by Word on Windows without LibreOffice
reminders          who is reminded of what: the units of a round that owe something
mail               drafts of e-mails with attachments
render             the report and the reminders in every format
due_dates          the calendar of due dates as an iCalendar file
issuing            issuing a report from a commit with its number and date, its record, verifying it later
issued_files       the files of issued reports as they were kept, and their digests
figure_references  the references that the appendices print (1.3, 9.1/4), and the figure that each means
trace/             where a figure comes from: the lines in which it was typed, and the arithmetic
"""
