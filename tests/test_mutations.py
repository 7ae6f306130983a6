"""Whatever is deleted, exchanged or misspelt in the files, every output is printed or the error is explained."""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from camket.ledger.load import load
from camket.ledger.tree import OverlayTree
from camket.rules.check import check
from camket.screen.console import make_console
from camket.screen.json_status import status_json
from camket.screen.json_target import target_json
from camket.screen.problems import print_problems
from camket.screen.status import print_status
from camket.screen.target import print_target
from camket.standing.survey import survey
from camket.text import language
from small_office import REPORTS, TARGETS

FILES = {"targets.yaml": TARGETS, **{f"reports/{name}.yaml": text for name, text in REPORTS.items()}}
WORDS = [
    *(
        "0",
        "-1",
        "1e5",
        "1.234",
        "9" * 40,
        "150%",
        "",
        "~",
        "true",
        "2023-02-30",
        "0001-01-01",
        "9999-12-31",
        "x" * 300,
        "../x",
    ),
    *("{{ 7*7 }}", "<b>", "|", "=1+1", "tot", "q1", "xa-a", "cac-xa", "assigned", "always", "after_year", "by_round", "ratio"),
    *("count", "list", "rank", "milestone", "composition", "incidents", "growth", "times", "lower", "within", "\u202e"),
]
KEYS = [
    *(
        "at_least",
        "equals",
        "at_most",
        "about",
        "between",
        "by",
        "done",
        "of",
        "change",
        "against",
        "over",
        "all",
        "yardsticks",
    ),
    *(
        "each",
        "sum_of",
        "lead",
        "rounds",
        "pace",
        "references",
        "measure",
        "parts",
        "value",
        "part",
        "whole",
        "items",
        "by_unit",
    ),
    *("accumulates", "min", "max", "cut_off", "opens", "kind", "id", "name", "submitted", "awaiting", "total", "shares"),
]


class Plain(yaml.SafeLoader):
    """A loader that keeps every scalar as text."""


Plain.yaml_implicit_resolvers = {}


class Written(yaml.SafeDumper):
    """A dumper without aliases, which writes scalars unchanged."""

    def ignore_aliases(self, data: object) -> bool:
        return True


Written.yaml_implicit_resolvers = {}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in a value."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def mutate(dice: random.Random, document: Any, other: Any) -> None:
    container, key = dice.choice(list(places(document)))
    match dice.randrange(8):
        case 0:
            del container[key]
        case 1 | 2 | 3:
            container[key] = dice.choice(WORDS)
        case 4:
            container[key] = dice.choice([None, {}, [], [None], {"": ""}, [[]], {dice.choice(KEYS): dice.choice(WORDS)}])
        case 5:
            source, its_key = dice.choice(list(places(other)))
            container[key] = copy.deepcopy(source[its_key])
        case 6:
            container[key] = {dice.choice(KEYS): container[key]}
        case 7 if isinstance(container, dict):
            container[dice.choice(KEYS)] = container.pop(key)


@pytest.mark.parametrize("seed", range(80))
def test_no_mutation_of_the_data_breaks_an_output(seed: int) -> None:
    language.choose("en")
    dice = random.Random(seed)
    documents = {name: yaml.load(text, Plain) for name, text in FILES.items()}
    for _time in range(dice.choice([1, 1, 2, 4])):
        name = "targets.yaml" if dice.random() < 0.6 else dice.choice(sorted(documents))
        if list(places(documents[name])):
            mutate(dice, documents[name], documents[dice.choice(sorted(documents))])
    ledger, problems = load(
        OverlayTree(
            None, {name: yaml.dump(value, Dumper=Written, allow_unicode=True).encode() for name, value in documents.items()}
        )
    )
    console = make_console(io.StringIO())
    if ledger is None:
        assert problems
        print_problems(console, problems)
        return
    day = dice.choice([date(2024, 6, 10), date(2026, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
    problems = [*problems, *check(ledger, day)]
    print_problems(console, problems)
    for round_ in ledger.rounds:
        found = survey(ledger, round_, day)
        assert status_json(found, problems)
        print_status(console, found, problems)
        for target in dice.sample(sorted(ledger.targets), min(2, len(ledger.targets))):
            print_target(console, ledger, found, target)
            assert target_json(ledger, found, target)
