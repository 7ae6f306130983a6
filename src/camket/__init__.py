"""camket: a year of commitments of a government office, kept as YAML in git.

A room (package) imports only from the rooms below it; `make lint` checks this. Each room's `__init__` has its own map.

    __main__, cli    the command line: words into commands, problems into exit codes
    commands/        the commands: options into calls, nothing is decided here
    screen/          what is shown: terminal, JSON for other programs, language server
    pages/           the year as web pages that open from a disk
    forms/, report/  Excel forms and tables of other documents | report, letters, calendar, workbook, issuing, trace
    exchange/        beside them: the data as tables for other programs
    entry/           how data come in: blank files, questions, the daily acts of the clerk, help for editors
    rules/           what is wrong: the rules of `check` and `review`, a module for each group of rules
    history/         two states of the data compared: which facts changed, who changed them, merging
    standing/        the state of each target and unit: submissions, verdicts, proposals, and the words for them
    ledger/          the data: model, measures, goals, rounds, reading a folder or a git revision into one Ledger
    text/            the ground: language, numerals, spelling, YAML with places, edits, atomic writes, git

To begin: ledger/targets.py (what a commitment is), ledger/goals.py (how it is judged), then cli.py.
"""

__version__ = "0.2.0"
