"""Ledgers: corrections applied one after the other, and what became of each."""

import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from analystkit.corrections.changes import FIELDS, Spot, Values, format_value, is_missing, list_columns, parse_spot, parse_value
from analystkit.corrections.checks import PAIRED, name_line, refuse_lines
from analystkit.corrections.identities import Finder, clean_id, split_words
from analystkit.corrections.moves import describe_spot, find_areas, find_place, find_swapped
from analystkit.gazetteers.gazetteer import Gazetteer
from analystkit.language.judgements import REAL
from analystkit.tables import CRS, build_table, make_id

LONGEST_QUOTE = 600  # characters
NEW_REPORT = {"status": "reported", "aggregate": False, "date_precision": "unknown", "date_basis": "none"}

Row = Mapping[Any, Any]


class Ledger:
    """Applies corrections to reports in the order in which they were said, and notes what became of each.

    What a correction rules on is a slot, as the toll of a report; the last one to rule on it holds.
    """

    def __init__(
        self,
        reports: pd.DataFrame,
        corrections: pd.DataFrame,
        articles: pd.DataFrame | None,
        gazetteer: Gazetteer,
        event_types: Collection[str],
    ) -> None:
        self._reports, self._corrections, self._gazetteer, self._event_types = reports, corrections, gazetteer, event_types
        self._texts = (
            None
            if articles is None
            else dict(zip(articles["article_id"].map(clean_id), articles[["article_id", "text"]].to_numpy(), strict=True))
        )
        self._said: Sequence[Row] = corrections.to_dict("records")
        self._told: Sequence[Row] = reports.drop(columns="geometry").to_dict("records")
        self._finder = Finder(reports, corrections)
        spots = [parse_spot(said["new"]) for said in self._said if said["what"] == "move"]
        points = list(dict.fromkeys(spot for spot in spots if isinstance(spot, Spot)))
        self._areas: dict[Spot | str, dict[str, str]] = dict(zip(points, find_areas(points), strict=True))
        self._changes: dict[int, Values] = {}
        self._fields: dict[int, dict[str, int]] = {}  # of each report, which correction holds for which field
        self._added: dict[int, Values] = {}
        self._dropped: dict[int, int] = {}
        self._reviewed: set[int] = set()
        self._slots: dict[Hashable, tuple[int, Any]] = {}
        self._outcomes: dict[int, tuple[str, str | None]] = {}
        self._rows: dict[int, list[int]] = {}  # of each correction, the reports that it is about

    # ------------------------------------------------------------ before any is applied

    def check(self) -> None:
        """Check what can be told of corrections only beside the reports they are about.

        Raises
        ------
        CorrectionError
            One asks for what cannot be.
        """
        types = {*self._event_types, *self._reports["event_type"]}
        problems: dict[int, str] = {}
        for number, row in enumerate(self._said):
            told = row["event_type"] if row["what"] == "add" else row["new"] if row["field"] == "event_type" else None
            if told is not None and told not in types:
                problems[number] = f"{told!r} is no event type; it may be {', '.join(sorted(types))}, or of a file given as event_types"
            elif row["what"] == "add" and self._texts is None:
                problems[number] = "it adds a report; give articles, in which its quote is looked up"
        problems |= self._list_swapped()
        refuse_lines([f"{name_line(self._said[number])}: {told}" for number, told in sorted(problems.items())])

    def _list_swapped(self) -> dict[int, str]:
        spots: dict[int, Spot] = {}
        countries: dict[int, str] = {}
        for number, said in enumerate(self._said):
            spot = parse_spot(said["new"]) if said["what"] == "move" else ""
            found = self._finder.find(said)
            if isinstance(spot, Spot) and len(found) == 1 and not is_missing(self._told[found[0]]["country"]):
                spots[number], countries[number] = spot, self._told[found[0]]["country"]
        swapped = "which lies in {} with latitude and longitude swapped; write {}, {}"
        return {
            number: f"new is {self._said[number]['new']!r}, "
            + swapped.format(countries[number], spots[number].longitude, spots[number].latitude)
            for number in find_swapped(spots, countries)
        }

    # ------------------------------------------------------------ one after the other

    def apply(self, number: int) -> None:
        """Apply a correction by its number in the table, and note what became of it."""
        said = self._said[number]
        rows: list[int] = []
        for prefix in ("", "other_") if said["what"] in PAIRED else ("",):
            found = self._finder.find(said, prefix)
            if not found and said["what"] == "add":
                self._add(number, said)
                return
            if len(found) != 1:
                self._outcomes[number] = self._explain_absence(said, prefix, found)
                return
            rows += found
        self._rows[number] = rows
        if said["what"] in PAIRED and rows[0] == rows[1]:
            self._outcomes[number] = ("ambiguous", "it names one report twice; say it anew, of two reports by their report_id")
            return
        if said["what"] in PAIRED:
            self._hold(number, ("pair", *sorted(rows)), said["what"])
            return
        (row,) = rows
        self._reviewed.add(row)
        if said["what"] == "drop":
            self._hold(number, (row, "verdict"), False)
            self._dropped.setdefault(row, number)
            return
        if said["what"] in ("accept", "add"):
            self._hold(number, (row, "verdict"), True)
        self._revive(number, row)
        if said["what"] == "add" and row not in self._added:
            self._outcomes[number] = ("found", "extraction finds it itself now")
        elif said["what"] == "set":
            self._set(number, row, said)
        elif said["what"] == "move":
            self._move(number, row, parse_spot(said["new"]))

    def _revive(self, number: int, row: int) -> None:
        """Take back that a report was dropped: who says more of it holds it for true."""
        before = self._dropped.pop(row, None)
        if before is not None:
            if self._slots[row, "verdict"][0] == before:
                del self._slots[row, "verdict"]
            self._outcomes[before] = ("overruled", f"{self._name(number)} holds the report for true")

    def _hold(self, number: int, slot: Hashable, value: Any) -> None:
        """Let a correction hold a slot; the one before it says the same or is overruled."""
        before, held = self._slots.get(slot, (None, None))
        self._outcomes[number] = ("applied", None)
        if before is not None and held == value:
            self._outcomes[number] = ("repeated", f"{self._name(before)} says the same")
            return
        if before is not None:
            self._outcomes[before] = ("overruled", f"{self._name(number)} says otherwise")
        self._slots[slot] = (number, value)

    def _set(self, number: int, row: int, said: Row) -> None:
        field = said["field"]
        told = format_value(field, self._get_row(row))
        self._hold(number, (row, field), said["new"] if not is_missing(said["new"]) else None)
        values = parse_value(field, None if is_missing(said["new"]) else said["new"])
        if field == "date":
            basis = self._get_row(row)["date_basis"]
            values["date_basis"] = "none" if values["date_start"] is None else "explicit" if basis == "none" else basis
        self._change(number, row, field, values)
        if self._outcomes[number][0] == "applied" and not is_missing(said["old"]) and split_words(told) != split_words(said["old"]):
            self._outcomes[number] = ("applied", f"extraction gives {told or 'nothing'} now, where it gave {said['old']}")

    def _move(self, number: int, row: int, spot: Spot | str) -> None:
        place = find_place(spot, self._gazetteer) if isinstance(spot, str) else spot
        if place is None:
            remedy = "give gazetteer with the file that holds it, or move the report to latitude, longitude"
            self._outcomes[number] = ("unplaced", f"{spot} is in no gazetteer; {remedy}")
            return
        self._hold(number, (row, "geometry"), spot)
        now = {**self._get_row(row), **self._changes.get(row, {})}
        values = describe_spot(place, now, self._areas.get(spot, {}))
        for field in values.keys() & FIELDS.keys():
            held = self._slots.get((row, field))
            if held is not None and not _is_same(now[field], values[field]):
                del self._slots[row, field], self._fields[row][field]
                self._outcomes[held[0]] = ("overruled", f"{self._name(number)} moves the report, which gives {field} anew")
        self._change(number, row, "geometry", values)

    def _change(self, number: int, row: int, field: str, values: Values) -> None:
        self._fields.setdefault(row, {})[field] = number
        (self._added[row] if row in self._added else self._changes.setdefault(row, {})).update(values)

    def _add(self, number: int, said: Row) -> None:
        """Add a report that the extraction missed, where the article holds its quote."""
        article_id, text = (self._texts or {}).get(clean_id(said["article_id"]), (said["article_id"], None))
        words = split_words(said["quote"]).split()
        # the words of the quote, whatever stands between them: "Rebels\W+shelled\W+Aleppo"
        found = re.search(r"\W+".join(map(re.escape, words)), text, re.IGNORECASE) if isinstance(text, str) and words else None
        if found is None or len(found[0]) > LONGEST_QUOTE:
            told = "is not among these" if text is None else "does not hold its quote, of at most 600 characters"
            self._outcomes[number] = ("gone", f"article {said['article_id']!r} {told}")
            return
        row = len(self._told) + len(self._added)
        start, end = found.span()
        self._added[row] = NEW_REPORT | {
            "report_id": make_id("added", article_id, said["event_type"], split_words(said["place"]), " ".join(words)),
            "article_id": article_id,
            "event_type": said["event_type"],
            "place": None if is_missing(said["place"]) else said["place"],
            "place_basis": None if is_missing(said["place"]) else "stated",
            "quote": text[start:end] if isinstance(text, str) else "",
            "quote_start": start,
            "quote_end": end,
            "passages": f"{start}-{end}",
            "problem": "a person has added it and not said where it lies",
        }
        self._finder.add(said, row, self._added[row]["report_id"])
        self._rows[number] = [row]
        self._reviewed.add(row)
        self._hold(number, (row, "verdict"), True)

    def _explain_absence(self, said: Row, prefix: str, found: list[int]) -> tuple[str, str]:
        """Say why no report, or no single one, is the one that a correction is about."""
        which = "the other report: " if prefix else ""
        if found:
            ids = ", ".join(self._finder.ids[row] for row in found)
            return "ambiguous", f"{which}{len(found)} reports bear these words ({ids}); say it of one of them anew, by its report_id"
        akin = self._finder.list_akin(said, prefix)
        if akin:
            now = "; ".join(f"{self._describe(row)} ({self._finder.ids[row]})" for row in akin)
            return "changed", f"{which}extraction reads the sentence now as {now}; look at it again"
        article = said[f"{prefix}article_id"]
        if clean_id(article) in self._finder.articles:
            return "gone", f"{which}no report of article {article!r} is read from this sentence now"
        return "gone", f"{which}no report of article {article!r} is here"

    def _describe(self, row: int) -> str:
        told = self._get_row(row)
        return f"{told['event_type']} at {told['place'] if not is_missing(told['place']) else 'no place'}"

    def _get_row(self, row: int) -> Row:
        """Give a report as extracted or added, before any other correction."""
        return self._told[row] if row < len(self._told) else build_table([self._added[row]], "reports").iloc[0].to_dict()

    def _name(self, number: int) -> str:
        said = self._said[number]
        return f"{said['who']} ({name_line(said)})"

    # ------------------------------------------------------------ what comes of it

    def build_reports(self) -> gpd.GeoDataFrame:
        """Build the corrected reports."""
        table = gpd.GeoDataFrame(self._reports.copy(), geometry="geometry", crs=CRS)
        corrected = {row: self._list_corrected(row) for row in self._fields if row not in self._added}
        marks: dict[int, Values] = {row: {"reviewed": True} for row in self._reviewed if row not in self._added}
        for row, fields in corrected.items():
            marks.setdefault(row, {})["corrected"] = " ".join(fields) or None
        by_column: dict[str, dict[int, Any]] = {}
        for changes in (self._changes, marks):
            for row, change in changes.items():
                for name, value in change.items():
                    by_column.setdefault(name, {})[row] = value
        for name, values in by_column.items():
            new = build_table([{name: value} for value in values.values()], "reports")[name]
            column = table[name].astype(new.dtype)
            column.iloc[list(values)] = new.array
            table[name] = column
        table = table.loc[[row not in self._dropped for row in range(len(table))]]
        added = [values for row, values in self._added.items() if row not in self._dropped]
        if not added:
            return table
        rows = build_table([values | {"reviewed": True, "corrected": "added"} for values in added], "reports")
        return gpd.GeoDataFrame(pd.concat([table, rows], ignore_index=True), geometry="geometry", crs=CRS)

    def _explain_idleness(self, row: int) -> str | None:
        """Say why a report, as corrected, is part of no event; None where it may be part of one."""
        name = f"report {self._finder.ids[row]}"
        if row in self._dropped:
            return f"{name} was dropped"
        now = {**self._get_row(row), **self._changes.get(row, {})}
        if now["status"] not in REAL:
            return f"{name} is {now['status']}, and what did not happen is no event; set its status first"
        return f"{name} is a running total, and no single event; set aggregate to false first" if now["aggregate"] else None

    def _list_corrected(self, row: int) -> Iterator[str]:
        """List the fields of a report whose values are not those that were extracted."""
        before = self._told[row]
        for field in self._fields[row]:
            columns = ("place_id", "country", "admin1", "uncertainty_km") if field == "geometry" else list_columns(field)
            if any(not _is_same(before[name], self._changes[row][name]) for name in columns):
                yield field

    def build_outcomes(self) -> pd.DataFrame:
        """Build the corrections table with the outcome of each, and with the ids that its reports have here."""
        for row, number in self._dropped.items():
            for field in self._fields.get(row, {}).values():
                self._outcomes[field] = ("overruled", f"{self._name(number)} drops the report")
        for number, said in enumerate(self._said):
            if said["what"] in PAIRED and self._outcomes[number][0] == "applied":
                idle = next((told for row in self._rows[number] if (told := self._explain_idleness(row))), None)
                self._outcomes[number] = self._outcomes[number] if idle is None else ("idle", idle)
        ids = [[self._finder.ids[row] for row in self._rows.get(number, [])] for number in range(len(self._said))]
        outcomes = {
            "outcome": [self._outcomes[number][0] for number in range(len(ids))],
            "reason": [self._outcomes[number][1] for number in range(len(ids))],
            "report_id": [found[0] if found else None for found in ids],
            "other_report_id": [found[1] if len(found) > 1 else None for found in ids],
        }
        columns = {name: pd.Series(values, index=self._corrections.index, dtype="str") for name, values in outcomes.items()}
        return self._corrections.assign(**columns)


def _is_same(one: Any, other: Any) -> bool:
    return bool(one == other) if not is_missing(one) and not is_missing(other) else is_missing(one) and is_missing(other)
