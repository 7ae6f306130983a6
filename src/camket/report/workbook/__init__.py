"""The report's appendices as an Excel workbook.

cells        cells with text, numbers, days and live formulas; addresses of cells
book         the workbook while it is written: its wording, its formats, rows and headings
figures      live formulas for the figures of a target: ratio, share, what remains
counts       a small table under a sheet: how many cells have each label
units        the sheet of units side by side
targets      the sheet of commitments
submissions  the sheet of submissions
remarks      the sheet of difficulties and proposals
origin       the sheet of sources: commit, command, the lines of each figure, digests of the files
make         the workbook with all its sheets
"""
