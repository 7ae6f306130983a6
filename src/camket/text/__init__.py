"""The ground for all other rooms: language, numbers, spelling, YAML files parsed and edited in place, atomic writes, git.

language         the user's language: `_()` translates messages, Vietnamese by default
problems         faults in the data as values with a place, and the errors that stop a command
strict_json      JSON from untrusted files, parsed strictly
stored_form      files in the form in which git stores them: pointers of Git LFS, encrypted files
code_pages       consoles with old code pages: a letter that they lack is replaced by similar ones
controls         control characters and marks of direction: left out or escaped
odd_characters   characters in figures that stand for others, and those that do not belong there
numerals         numbers and dates: parsed as people type them, formatted in the user's language
spelling         names compared without case, spacing and tone placement; suggestions for misspelt words
source           a YAML file parsed into plain values, each with its place
parse_cache      what files of given bytes say, kept so that no file is parsed twice
syntax_problems  a file that is no valid YAML: the parser's errors in the user's words
mistyped         slips of the keyboard in a line of YAML
lines            lines of a YAML text: their starts and ends, the comments around them
parsed_text      a YAML text with its nodes: which stretch of the text is the entry at given keys
yaml_style       how an edit writes a value into a file: quotes, flow style, folded text
splices          a value put, an entry inserted or dropped: the other text stays as it is
edit_steps       the three edits: a value put, an entry dropped or inserted
edits_together   many edits that do not touch one another, made with one parse
edit             edits of a file in place, each checked against the value that was meant
plain_file       the one door for reading: a plain file, no link or device, of a size that is known beforehand
save             all writing of files: atomic, through no link, and never over a file that has changed since it was read
journal          what a command writes, kept so that it can be finished or put back after a kill, and taken back
progress         how far a step is that may last: counted here, shown by the screen
command_line     the words of the running command
state_folder     the user's own state folder, where the program keeps what is no part of the data
file_names       names of files that every system can hold: checked, or made from another name
outputs          files that are made again: kept where somebody changed them
git              what git says about the data folder and its history
added_once       files that no commit has touched since it added them: all their lines are of one commit
work_tree        which files are in no commit, what git is in the middle of, whether it knows who commits
sparse           files that a sparse checkout leaves out
git_call         the only module that runs git: every call is built so that nothing configured for people changes the answer
text_width       the width of text in the font of the workbooks, and its lines in a column
spreadsheet      what all Excel workbooks have in common: font, pages, names of sheets, head rows
web_templates    templates of web pages, in which every value is escaped
yes_no           replies to a yes-or-no question
zip_package      zip packages (docx, xlsx) whose bytes do not depend on when they were made
"""
