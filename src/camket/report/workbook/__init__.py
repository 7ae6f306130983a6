"""The report's appendices as an Excel workbook, a module a sheet."""
