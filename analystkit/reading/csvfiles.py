"""CSV files: the records of delimited text, read strictly; a row with a broken quote is lost alone and not with all that follows it."""

import csv
import io
import re
from collections.abc import Iterator

from analystkit.reading.messages import DocumentError

LONGEST_FIELD = 10_000_000  # characters; a longer one is a quote that was never closed
RECOVERY_EFFORT = 20  # how many times its own length a broken file may be searched for the next whole row
MOST_COLUMNS = 20_000  # a spreadsheet has 16,384
DELIMITERS = ",;\t|"
ESCAPED = '\\"'  # a quote as Spark and MySQL write it in a field: "He said \"no\""
# A first line that tells a spreadsheet the delimiter: "sep=;"
SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def split_csv(text: str, delimiter: str | None) -> Iterator[tuple[dict[str, str], str | None]]:
    """Give each record's fields by the names in the header, or why it is broken; without a delimiter it is told by the header."""
    limit = csv.field_size_limit(LONGEST_FIELD)
    try:
        records = _CsvRecords(text, delimiter)
        names = name_columns(records.header)
        for fields, problem in records.split():
            yield dict(zip(names, fields, strict=False)), problem
    finally:
        csv.field_size_limit(limit)


class _CsvRecords:
    """The records of a CSV file behind its header, whole and broken ones."""

    def __init__(self, text: str, delimiter: str | None) -> None:
        self.lines = io.StringIO(text, newline="").readlines()
        self.escapes = ESCAPED in text
        filled = (index for index, line in enumerate(self.lines) if line.strip())
        first = next(filled, None)
        if first is not None and (told := SEPARATOR.fullmatch(self.lines[first])):
            first, delimiter = next(filled, None), told[1]
        if first is None:
            raise ValueError("the file has no header")
        headers = {mark: self._parse(first, mark) for mark in (delimiter or DELIMITERS)}
        self.delimiter = max(headers, key=lambda mark: len(headers[mark][0]))
        self.header, self.begin, error = headers[self.delimiter]
        if len(self.header) > MOST_COLUMNS:
            raise DocumentError("unsafe", f"the header names {len(self.header):,} columns, more than {MOST_COLUMNS:,}")
        if error:
            raise ValueError(f"the header of the file is broken: {error}")
        self.starts: set[str] = set()
        self.effort = RECOVERY_EFFORT * len(text)

    def split(self) -> Iterator[tuple[list[str], str | None]]:
        """Give each record's fields, or why it is broken."""
        position = self.begin
        while position < len(self.lines):
            begin = position
            if self.lines[begin].isspace():
                position += 1
                continue
            fields, position, error = self._parse(begin, self.delimiter)
            width = len(self.header)
            # Empty fields too many at the end are harmless: spreadsheets write them.
            if fields and (len(fields) < width or any(fields[width:])):
                error = f"it has {len(fields)} fields where the header has {width}"
            if error:
                position = position if position == begin + 1 else self._find_whole(begin + 1)
                where = f"line {begin + 1}" if position == begin + 1 else f"lines {begin + 1} to {position}"
                yield [], f"unreadable: the row in {where} of the file is broken: {error}."
            elif fields:
                self.starts.add(_tell_start(self.lines[begin]))
                yield fields, None

    def _parse(self, begin: int, delimiter: str) -> tuple[list[str], int, str | None]:
        """Parse the record that begins in a line: its fields, the line behind it, and what is wrong with it."""
        fields, end, error = self._parse_quotes(begin, delimiter, escaped=False)
        if error and self.escapes and not (other := self._parse_quotes(begin, delimiter, escaped=True))[2]:
            return other
        return fields, end, error

    def _parse_quotes(self, begin: int, delimiter: str, *, escaped: bool) -> tuple[list[str], int, str | None]:
        """Parse a record in which a quote is doubled or, where that is no record, `escaped` by a backslash."""
        lines = (self.lines[index] for index in range(begin, len(self.lines)))
        reader = csv.reader((line.replace(ESCAPED, '""') for line in lines) if escaped else lines, delimiter=delimiter, strict=True)
        try:
            return next(reader), begin + reader.line_num, None
        except csv.Error as error:
            cause = (
                "a quote is opened and not closed" if "unexpected end" in str(error) else f"a quote is not doubled or not closed ({error})"
            )
            return [], begin + reader.line_num, str(error) if "field limit" in str(error) else cause

    def _find_whole(self, begin: int) -> int:
        """Find the line where whole records begin again behind a broken one.

        A line of prose may have as many commas as a record: it must begin as records of this file do, and be followed by one.
        """
        width = len(self.header)
        for start in range(begin, len(self.lines)):
            if self.starts and _tell_start(self.lines[start]) not in self.starts:
                continue
            fields, end, error = self._parse(start, self.delimiter)
            whole = not error and len(fields) == width
            if whole and end < len(self.lines):
                following, end, error = self._parse(end, self.delimiter)
                whole = not error and len(following) == width
            if whole:
                return start
            self.effort -= sum(len(line) for line in self.lines[start:end])
            if self.effort < 0:
                break
        return len(self.lines)


def _tell_start(line: str) -> str:
    """Tell how a line begins: with a digit (0), a letter (a) or, as it is, another mark."""
    return "0" if line[:1].isdigit() else "a" if line[:1].isalpha() else line[:1]


def name_columns(header: list[str]) -> list[str]:
    """Name columns as the header does; one that comes again is numbered: text, text.1."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        names.append(f"{name}.{seen[name]}" if name in seen else name)
        seen[name] = seen.get(name, 0) + 1
    return names
