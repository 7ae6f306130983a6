"""What a person or another program sees: terminal, JSON, language server.

account          `camket diff`, `review`, `log` and `verify` in the terminal
charts           bar charts in the terminal
console          a rich console and the basic steps of printing on it: clean text, wrapped paragraphs, styles
json_history     what diff, review, log and verify print, as JSON and Markdown
json_output      what status, show, proposals and trace print, as JSON. docs/json.md explains every key
json_values      the JSON of the values that several commands share. docs/json.md explains every key
language_server  the server that an editor speaks to: the problems of `check` as one types, quick fixes
notes            notes under the table of `camket status`: trends, overruled verdicts, differences
problem_formats  problems for other programs: JSON, GitHub annotations, SARIF
problems         problems in the terminal, each with its place and the line in the file
prompting        questions asked in a terminal: the one module that uses prompt_toolkit
proposals        `camket proposals` in the terminal
status           `camket status` in the terminal: who has reported in the round and how each commitment stands
table            tables in the terminal: widths of columns, wrapped cells
target           `camket show` in the terminal: one commitment in full
templates        `camket report --list-templates` in the terminal
trace            `camket trace` in the terminal
"""
