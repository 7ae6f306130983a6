"""How data are entered: blank files, questions, the daily work of the clerk, set-up of git and editors.

guide           what is shown before a target is answered: name, goal, last figure, what is expected now
blank_report    the blank report files of a round, and which files are still incomplete
changing        a change to one file of the data: planned as bytes, checked with all the data, then written
told_problems   the problems of a change in words: targets and figures by their names, no places and keys of files
saving          what belongs to the data and is in no commit yet, with the message that tells what changed
undoing         the last command taken back
answers         an answer to a target, given in words or field by field, as edits of the report file
evidence        files taken in as evidence: copied into the data folder, with their digests for the report
acts            what a clerk does day by day, each as a change to one file; nothing is written here
questions       what is asked about a target, from the catalogue of its measure, and how each reply is read
asker           the interface to a terminal: print a line, ask a question
draft           a report while it is filled in: the file as it is now, and how an answer is saved
asking          the questions of one target, asked one after the other
remarks         the difficulties and proposals of a report, asked one after the other
filling         a session of `camket fill`, from the greeting to the offer to commit
office_draft    the office's own file while it is filled in: its texts, single values and lists
office_texts    the office's texts, signatory, number and day, asked one after the other
office_records  answers to proposals, overruled verdicts and extensions, asked one after the other
office_filling  a session of `camket fill --office`, part by part
targets_text    the text of a blank targets.yaml, and the public holidays of a year
carried_text    the text of a targets.yaml while it is carried over: values replaced, keys added, lines dropped
next_year       targets.yaml carried over to the next year: dates, references, last results
year_end        what is still open at the end of a year, and what the next one gets of it
format_upgrade  a data folder brought to the newest data format
new_commitment  the files of a new commitment
setup_plan      planned git settings and files around the data, and how they are written
marked_block    the block of lines that the program keeps in a file which others write too
hosting         the file with which a host (GitHub, GitLab) checks each change
owners          CODEOWNERS: who approves changes of which file
repository      git settings and lines of .gitattributes, so that git merges and shows the data with this program
schema/         JSON Schemas of the files of a data folder
json_text       keys added to the text of a JSON object; all other bytes stay as they are
editors         the settings of Visual Studio Code for the data folder
"""
