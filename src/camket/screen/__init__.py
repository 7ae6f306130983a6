"""What people and other programs see: the terminal, JSON and other formats, the language server of editors.

console             a rich console and the basic steps of printing: clean text, wrapped paragraphs, styles
table               tables in the terminal, drawn by rich: widths at which no word breaks, columns left out
pager               a screen that is longer than the terminal goes through a pager
progress            a bar for a step that lasts, on the standard error
charts              bar charts in the terminal
problems            problems in the terminal, each with its place and the line in the file
notes               the notes under the table of `camket status`: trends, overruled verdicts, differences
standing_cells      the standing of one target as texts for the cells of tables
next_steps          `camket` alone in the terminal: what is next, each with its command
attention           `camket status` in the terminal: one screen, who has not reported and what needs attention
year_end            `camket init --from` in the terminal: what is open in the old year, what is carried and what not
status              `camket status --all` in the terminal: who has reported, and the standing of each commitment
reported            what was reported together with the figures of one target
target              `camket show` in the terminal: one commitment in full
proposals           `camket proposals` in the terminal
answer              `camket query`: the rows of an answer in the terminal, as CSV, as JSON
trace               `camket trace` in the terminal
account             `camket diff`, `review`, `log` and `verify` in the terminal
templates           `camket report --list-templates` in the terminal
prompting           questions asked in a terminal: the only module that uses prompt_toolkit
json_values         JSON values that several commands share: figures, dates, papers
json_standing       JSON rows that several commands share: a round, the report of a unit, the standing of a target
json_status         `camket status` as JSON
json_target         `camket show` as JSON
json_next_steps     `camket` alone as JSON
json_proposals      `camket proposals` as JSON
json_trace          `camket trace` as JSON
problem_formats     problems for other programs: JSON, GitHub annotations, SARIF
json_changes        `camket diff`, `review`, `log` and `verify` as JSON
markdown_changes    changes and the review of a branch as Markdown for a merge request
open_text           the text of a file that is open in an editor: offsets, lines and columns
editor_check        the problems that `check` finds while files are open in an editor, and their quick fixes
file_uris           files as an editor names them: which file a URI means, the URI of another file in the same spelling
hover               what the editor shows when the mouse is over a result's key in a report
language_server     the server that an editor talks to: problems while one types, quick fixes, hover texts
"""
