"""How data are entered: blank files, questions, the daily acts of the clerk, what editors are told.

acts            what a clerk does to the data day by day, each act as a change to one file: nothing is written here
answers         an answer to a target as a person gives it, in words or field by field
blank_report    the blank report files of a round, and which files are still incomplete
changing        a change to files of the data: planned as bytes, looked at as a state of the whole
editors         the settings of an editor for the data folder: Visual Studio Code's
filling         a unit's report filled in by question and answer: target by target, each answer saved as it is given
guide           what a person who answers a target is told first: name, goal, what is expected now, the last figure
new_commitment  the files of a new commitment
next_year       a commitment carried over to the next year: dates, references, last results
questions       what is asked about a target, by its measure: steps of questions, what each explains
repository      what a repository of data needs around it: git that merges and shows by meaning, a host that checks
schema/         jSON Schemas of the files of a data folder
targets_text    pieces of the text of a new targets.yaml
"""
