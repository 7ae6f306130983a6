"""The words of the pages themselves; what they say of the data comes with the data."""

from __future__ import annotations

from types import SimpleNamespace

from camket.text.language import _


def site_words() -> SimpleNamespace:
    """Return the words in the language in force. No dict: there `words.items` in a template is a method."""
    return SimpleNamespace(
        internal=_("Internal: not for publication"),
        illustrative=_("Illustrative figures: not real results"),
        draft=_("As of {day}; figures to {cut_off}"),
        withheld=_("Not everything is published here."),
        skip=_("To the content"),
        year=_("The year at a glance"),
        attention=_("What needs attention first"),
        nothing_late=_("Nothing is behind or missed."),
        grid=_("Who reported when"),
        unit=_("Unit"),
        targets=_("Targets"),
        target=_("Target"),
        number=_("No."),
        goal=_("The goal"),
        reached=_("Reached"),
        expected=_("Expected by now"),
        share=_("Per cent of the goal"),
        verdict=_("Verdict"),
        lead=_("In charge"),
        course=_("Course through the rounds"),
        round=_("Round"),
        side=_("Units side by side"),
        place=_("Rank"),
        words=_("What the units say"),
        evidence=_("Evidence"),
        difficulties=_("Difficulties"),
        proposals=_("Proposals"),
        put_to=_("put to: {body}"),
        sources=_("Where the figures were typed"),
        whole=_("as a whole"),
        lines=_("Listed"),
        not_counted=_("not counted"),
        incidents=_("What happened"),
        reports=_("Reports"),
        received=_("Received"),
        state=_("State"),
        answered=_("Targets answered"),
        changes=_("What changed since {round}"),
        changes_short=_("Changes"),
        before=_("Before"),
        now=_("Now"),
        change=_("Change"),
        verdict_before=_("Verdict before"),
        no_changes=_("Nothing has changed."),
        for_print=_("For printing"),
        home=_("Front page"),
        search=_("Show only rows with"),
        made=_("Made by camket from version {commit} of the data"),
        made_plain=_("Made by camket"),
        pace_sign=_("The line in a bar is what is expected by now."),
        signs=_("● on time, ◐ late, ○ sent empty, ✕ missing, · not yet due"),
    )
