"""Text in and out: language, numerals, spelling, YAML with places, edits, atomic writes, git.

code_pages   text for consoles in old code pages: a letter they lack is written in pieces or plainly, never a crash
edit         a YAML file changed where its values stand: text is spliced in at the marks of nodes
git          the one module that runs git: no shell, no option from outside
language     the user's language: Vietnamese unless `--lang en` or CAMKET_LANG says otherwise; gettext underneath
numerals     numbers as people type them, read exactly; and numbers and dates as people read them
problems     problems: faults in the data as values with a place. Nothing here prints
save         the one gate for writing: whole files, atomic
source       a YAML file becomes plain values: text for every scalar, and the place of each value when it is asked for
spelling     vietnamese names compared: case, spacing
text_width   how wide text comes out in the type of the workbooks, and the lines that it takes in a column
yaml_text    values written as YAML text: scalars with the quotes they need, mappings and lists as blocks
zip_package  a zip package (docx, xlsx) with the same bytes each time it is made
"""
