"""JSON Schemas of the files of a data folder."""
