"""JSON Schemas of the files of a data folder, for editors.

meanings  what docs/data-format.md says of each key and choice
values    the schemas of single values: numbers, days, ids, choices
models    the schemas of the model classes
files     the schema of each file: targets.yaml, units.yaml, the reports of each unit
"""
