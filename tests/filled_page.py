"""A form's web page without a browser: its inputs are filled in, and the file that its script would save is made from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

Attributes = Sequence[tuple[str, str | None]]
Cells = dict[str, str]


class FilledPage(HTMLParser):
    """The inputs of a page by name, its lists with their lines, and the data that the page gives its script."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: Cells = {}
        self.lists: dict[str, list[tuple[str, Cells]]] = {}
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._into: tuple[Cells, str] | None = None  # the input whose text is being read
        self._lines: list[tuple[str, Cells]] = []
        self._cells: Cells = {}
        self._is_template = self._is_selected = self._is_data = False
        self._data = ""
        self.feed(page.decode("utf-8"))
        self.close()
        self.data: dict[str, Any] = json.loads(self._data)
        for name, lines in self.lists.items():  # the script takes the lines for paper away
            self.lists[name] = [line for line in lines if line[0] != "+"]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        self._is_template |= tag == "template"
        self._is_data = given.get("id") == "camket-data"
        if "data-table" in given:
            self._lines = self.lists.setdefault(given["data-table"], [])
        if self._is_template:
            return
        if "data-line" in given:
            self._cells = {}
            self._lines.append((given["data-line"], self._cells))
        if tag == "option":
            self._is_selected = "selected" in given
        elif tag in ("input", "select", "textarea"):
            cells, name = (self._cells, given["data-column"]) if "data-column" in given else (self.fields, given["name"])
            assert name not in cells, name
            cells[name] = given.get("value", "")
            self._into = (cells, name) if tag != "input" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._is_template = False
        elif tag == "textarea" and self._into:
            cells, name = self._into
            cells[name] = cells[name].removeprefix("\n")
        elif tag == "option":
            self._is_selected = False
        if tag in ("textarea", "select"):
            self._into = None
        self._is_data = False

    def handle_data(self, data: str) -> None:
        if self._is_data:
            self._data += data
        elif self._into and (self._is_selected or self.lasttag == "textarea"):
            cells, name = self._into
            cells[name] += data

    def fill_in(self, texts: Cells) -> FilledPage:
        """Write texts into inputs that the page has."""
        assert texts.keys() <= self.fields.keys(), texts.keys() - self.fields.keys()
        self.fields |= texts
        return self

    def add(self, table: str, **cells: str) -> FilledPage:
        """Add a line to a list."""
        columns = self.data["tables"][table]["columns"]
        assert cells.keys() <= columns.keys()
        self.lists[table].append(("+", {name: cells.get(name, "") for name in columns}))
        return self

    def answers(self) -> dict[str, Any]:
        """What the page saves, as the script makes it."""
        checks, tables = self.data["checks"], self.data["tables"]
        return {
            **self.data["saved"],
            "fields": [{"name": name, "label": checks[name]["label"], "text": text} for name, text in self.fields.items()],
            "lists": [
                {
                    "name": name,
                    "label": tables[name]["label"],
                    "lines": [
                        {
                            "line": line,
                            "cells": [
                                {"name": column, "label": tables[name]["columns"][column]["label"], "text": text}
                                for column, text in cells.items()
                            ],
                        }
                        for line, cells in lines
                    ],
                }
                for name, lines in self.lists.items()
            ],
        }

    def save(self) -> bytes:
        return (json.dumps(self.answers(), ensure_ascii=False, indent=1) + "\n").encode()
