"""Panels: counts made ready to draw, the same for the browser and for print."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from analystkit.display.figures import MONTHS, count_nouns, describe_date, escape_text, name_type
from analystkit.errors import ArgumentError
from analystkit.language.actors import read_actors
from analystkit.tables import check_table
from analystkit.writing.files import clean_text

MOST_GROUPS = 11  # with the articles a grid of three by four
FEWEST_DRAWN = 24  # so many recalled periods are drawn before the collected ones even where those are few
FEWEST_ABREAST = 8  # so many periods have room side by side, that one alone does not fill the figure
MOST_NUMBERED = 40  # periods of which the empty ones still have room for their 0
MOST_CAPPED = 60  # periods side by side whose whiskers can be told apart; of more there is a band
LONGEST_NAME = {1: 120, 2: 62, 3: 44}  # characters of a panel's name, by the number of columns
BAR, MEAN, BAND, VOLUME = "#0b4f8a", "#d55e00", "#b9cfe4", "#9a9a9a"  # in grey dark, middle, light and a grey of its own
GRID, HATCH = "#dddddd", "#b5b5b5"
SHADES = {"recalled": "#e9e9e9", "partial": "#f7f7f7"}
BASIS = re.compile(r" \((?:stated|claimed|attributed|disputed|denied)\)$")  # Israel (claimed)
_SLIVER = 0.012  # of the height of a panel: a lower bar is hardly seen
UNKNOWN = "?"  # instead of a bar: there are events, and of none of them a number is told
NOTHING = "No event and no article has a date: there is no period to show."
_NOUNS = {"admin1": "province", "actor_id": "actor", "target_id": "target", "event_type": "type"}  # of columns
COVERAGE = {"collected": "collected", "partial": "unfinished: collected in part", "recalled": "recalled only, incomplete"}


class Measure(NamedTuple):
    """A number of the counts table that a bar can show."""

    total: str  # its column
    alleged: str  # and that of the part of it which rests on alleged events
    most: str | None  # and how much it may be
    told: str | None  # and of how many events it is told
    unit: str  # what the axis counts
    title: str


MEASURES = {
    "events": Measure("count", "alleged", "at_most", None, "events", "Reported events"),
    "killed": Measure("killed_low", "killed_alleged", "killed_high", "killed_told", "people", "People killed in reported events"),
    "strikes": Measure("n_strikes_low", "n_strikes_alleged", "n_strikes_high", "n_strikes_told", "strikes", "Strikes in reported events"),
}
DEADLY = Measure("with_killed", "with_killed_alleged", None, None, "events", "Events with at least one person killed")
# What is drawn below each measure: a sum of tolls says little without the number of events that it rests on
BESIDE = {"events": [], "killed": [DEADLY], "strikes": [MEASURES["events"]]}


class Panel(NamedTuple):
    """One pair of axes: bars of one number, one row of `rows` a period.

    `rows` has start and behind (first day and the day behind the last), middle, width (days), solid, hollow, most (missing: no
    more than the bar), is_open (it has no upper end), nil (what stands there where no bar can be seen: 0, `UNKNOWN`, a
    number that is too small beside the others, or nothing), mean (missing: none), coverage and hover.
    """

    name: str
    rows: pd.DataFrame
    unit: str
    top: float
    is_volume: bool = False


class Chart(NamedTuple):
    """Counts made ready to draw; the last panel is the volume of articles."""

    panels: list[Panel]
    n_columns: int
    ticks: list[tuple[pd.Timestamp, str]]
    runs: list[tuple[pd.Timestamp, pd.Timestamp, str]]
    span: tuple[pd.Timestamp, pd.Timestamp] | None
    mean: str | None  # what the line is, where there is one

    @property
    def n_rows(self) -> int:
        return -(-len(self.panels) // self.n_columns)

    @property
    def heights(self) -> list[float]:
        """Height of each row beside the others: where there are no groups the first is what the chart is about."""
        return [1.0] * self.n_rows if self.panels[0].name else [4.0] + [1.0] * (self.n_rows - 1)

    @property
    def is_empty(self) -> bool:
        return self.panels[0].rows.empty

    @property
    def is_numbered(self) -> bool:
        """Whether each empty period has room for its 0."""
        return self.n_columns == 1 and len(self.panels[0].rows) <= MOST_NUMBERED

    @property
    def is_dense(self) -> bool:
        """Whether whiskers would run into each other."""
        return self.n_columns * len(self.panels[0].rows) > MOST_CAPPED

    def shows(self, column: str) -> bool:
        """Whether any panel has such a thing to show, and the legend has to name it."""
        parts = [panel.rows[column].fillna(0) for panel in self.panels if not panel.is_volume]
        return any(bool((part > 0).any()) for part in parts)

    def has_nil(self, text: str) -> bool:
        """Whether such a text stands anywhere instead of a bar."""
        return any((panel.rows["nil"] == text).any() for panel in self.panels)

    def place_panels(self) -> Iterator[tuple[Panel, int, int, bool]]:
        """Give each panel with its row and column, from 0, and whether it is the lowest of its column."""
        for position, panel in enumerate(self.panels):
            row, column = divmod(position, self.n_columns)
            yield panel, row, column, position + self.n_columns >= len(self.panels)


class Look(NamedTuple):
    """What a caller asks a chart to show."""

    measure: str = "events"
    rolling: int | None = None
    cumulative: bool = False


class Selection(NamedTuple):
    """The part of the counts that a chart draws, and what it leaves out."""

    drawn: pd.DataFrame
    groups: list[str]
    hidden: pd.DataFrame  # recalled periods long before
    others: list[str]  # groups with fewer events
    unit: str


def check_look(look: Look) -> Measure:
    """Check what a caller asks for, and give the measure.

    Raises
    ------
    ArgumentError
        The measure is not known, `rolling` is no number of periods from 2, or both it and `cumulative` are asked for.
    """
    if look.measure not in MEASURES:
        raise ArgumentError(f"measure: {look.measure!r} is none; take {', '.join(MEASURES)}")
    if look.rolling is not None and (not isinstance(look.rolling, int) or look.rolling < 2):
        raise ArgumentError(f"rolling: {look.rolling!r} is no number of periods to take the mean of; give 2 or more, or None")
    if look.rolling is not None and look.cumulative:
        raise ArgumentError("rolling: a mean of running sums says nothing; leave out rolling or cumulative")
    return MEASURES[look.measure]


def select_counts(counts: pd.DataFrame, look: Look) -> Selection:
    """Select the periods and groups to draw.

    Raises
    ------
    TableError
        `counts` is no counts table.
    ArgumentError
        As `check_look` says.
    """
    check_table(counts, "counts", "counts")
    measure = check_look(look)
    drawn, hidden = _trim_recalled(counts)
    sizes = drawn.groupby("group")[measure.total].sum().sort_values(ascending=False, kind="stable")
    length = (drawn["period_end"] - drawn["period_start"]).dt.days + 1
    longest = 0 if length.empty else length.max()
    guess = "day" if longest == 1 else "week" if longest == 7 else "month" if longest >= 28 else "period"
    names = list(sizes.index)
    return Selection(drawn, names[:MOST_GROUPS], hidden, names[MOST_GROUPS:], counts.attrs.get("freq") or guess)


def prepare_chart(selection: Selection, by: str | None, look: Look) -> Chart:
    """Make the selected counts ready to draw."""
    measure, drawn = check_look(look), selection.drawn
    ready = drawn.assign(
        start=drawn["period_start"],
        behind=drawn["period_end"] + pd.Timedelta(days=1),
        hover=[_describe_period(row, by) for row in drawn.itertuples()],
    )
    length = (ready["behind"] - ready["start"]).dt.days
    ready = ready.assign(middle=ready["start"] + pd.to_timedelta(length / 2, unit="D"), width=length * (1.0 if look.cumulative else 0.82))
    if selection.groups:
        parts = [(measure, name_group(name, by), ready[ready["group"] == name]) for name in selection.groups]
    else:
        parts = [(each, "" if each is measure else each.title, ready) for each in (measure, *BESIDE[look.measure])]
    periods = parts[0][2]
    panels = [(each, name, _measure_rows(rows, each, look)) for each, name, rows in parts]
    tops = {
        each: max([1.0, *(_find_top(rows) for other, _, rows in panels if other is each)]) * 1.12
        for each in dict.fromkeys(p[0] for p in panels)
    }
    n_columns = _choose_columns(len(selection.groups) + 1) if selection.groups else 1
    drawn_panels = [
        Panel(_name_panel(each, name, rows, look, n_columns), _number_slivers(rows, tops[each]), each.unit, tops[each])
        for each, name, rows in panels
    ]
    none = pd.Series(pd.NA, index=periods.index, dtype="Int64")
    volume = periods.assign(solid=periods["n_articles"].astype(int), hollow=0, most=none, is_open=False, nil="", mean=none)
    volume = volume.assign(width=length.loc[periods.index] * 0.82)
    articles = Panel("Articles published", volume, "articles", max([1.0, *volume["solid"]]) * 1.12, is_volume=True)
    return Chart(
        [*drawn_panels, articles],
        n_columns,
        _choose_ticks(periods, selection.unit, 16 // n_columns),
        _find_runs(periods),
        _choose_span(periods),
        f"mean of {look.rolling} {selection.unit}s" if look.rolling and any(rows["mean"].notna().any() for *_, rows in panels) else None,
    )


def _choose_columns(n_panels: int) -> int:
    """Choose of two and three columns of small multiples those that leave fewer corners empty."""
    if n_panels <= 3:
        return 1
    return 2 if -n_panels % 2 < -n_panels % 3 else 3


def _measure_rows(rows: pd.DataFrame, measure: Measure, look: Look) -> pd.DataFrame:
    """Give each period its bar, its whisker and its mean; one row is one period."""
    total, hollow = rows[measure.total].astype("Int64"), rows[measure.alleged].astype("Int64")
    most = rows[measure.most].astype("Int64") if measure.most else total
    is_open = most.isna()
    mean = pd.Series(pd.NA, index=rows.index, dtype="Float64")
    if look.rolling:
        # nothing but what was collected whole enters a mean
        known = total.astype("Float64").where(rows["coverage"] == "collected")
        mean = known.rolling(look.rolling).mean().astype("Float64")
    if look.cumulative:
        told = rows["coverage"] != "recalled"
        total, hollow = (numbers.where(told, 0).cumsum().where(told, 0) for numbers in (total, hollow))
        most, is_open = total, pd.Series(False, index=rows.index)
    most = most.where(most > total)
    is_silent = (rows["count"] > 0) & (rows[measure.told] == 0) if measure.told else pd.Series(False, index=rows.index)
    is_empty = (total == 0) & most.isna() & (is_silent | (rows["coverage"] != "recalled"))
    nil = is_silent.map({True: UNKNOWN, False: "0"}).where(is_empty, "")
    bars = {"solid": (total - hollow).astype(int), "hollow": hollow.astype(int)}
    return rows.assign(**bars, most=most, is_open=is_open, nil=nil, mean=mean)


def _number_slivers(rows: pd.DataFrame, top: float) -> pd.DataFrame:
    """Write their numbers at bars so low beside others that they would be taken for none."""
    total = rows["solid"] + rows["hollow"]
    is_sliver = (total > 0) & (total < _SLIVER * top) & rows["most"].isna() & ~rows["is_open"]
    return rows.assign(nil=rows["nil"].mask(is_sliver, total.map("{:,}".format)))


def _find_top(rows: pd.DataFrame) -> float:
    return float(max([0, *(rows["solid"] + rows["hollow"]), *rows["most"].dropna()]))


def _name_panel(measure: Measure, name: str, rows: pd.DataFrame, look: Look, n_columns: int) -> str:
    """Name a panel that is one of several, with the sum of its bars."""
    if not name:
        return ""
    summed = rows[rows["coverage"] != "recalled"] if look.cumulative else rows
    total, alleged = (int(summed[column].sum()) for column in (measure.total, measure.alleged))
    told = f" · {total:,}" + (f" ({alleged:,} alleged)" if alleged else "")
    room = LONGEST_NAME[n_columns] - len(told)
    if len(name) <= room:
        return name + told
    basis = found[0] if (found := BASIS.search(name)) else ""  # on what an actor rests is told of the longest name, too
    return f"{name[: room - len(basis) - 1].rstrip()}…{basis}{told}"


def name_column(by: str) -> str:
    """Name a column that events are counted by as a reader would."""
    return _NOUNS.get(by, by.replace("_", " "))


def name_group(name: str, by: str | None) -> str:
    """Name a group as a reader would: an event type by its label, an actor by its name, with what that rests on.

    >>> name_group("state:IL (claimed)", "actor_id")
    'Government of Israel (claimed)'
    """
    if by == "event_type":
        return name_type(name)
    actor_id = BASIS.sub("", name)
    actor = read_actors().get(actor_id) if by in ("actor_id", "target_id") else None
    return clean_text(actor.name + name[len(actor_id) :] if actor else name)


def _choose_span(periods: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First day and day behind the last of the drawn axis."""
    if periods.empty:
        return None
    first, last = periods["start"].iloc[0], periods["behind"].iloc[-1]
    spare = (last - first) / len(periods) * max(0, FEWEST_ABREAST - len(periods)) / 2
    return first - spare, last + spare


def _trim_recalled(counts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split off recalled periods so long before the collected ones that they would press these into a corner."""
    starts = counts["period_start"].drop_duplicates()
    collected = counts.loc[counts["coverage"] != "recalled", "period_start"].drop_duplicates()
    if collected.empty:
        return counts, counts.iloc[:0]
    before = starts[starts < collected.min()]
    kept = max(FEWEST_DRAWN, len(collected))
    if len(before) <= kept:
        return counts, counts.iloc[:0]
    told = counts.loc[(counts["period_start"] >= before.iloc[-kept]) & ((counts["at_most"] > 0) | (counts["coverage"] != "recalled"))]
    early = counts["period_start"] < told["period_start"].min()
    return counts[~early], counts[early]


def _describe_period(row: Any, by: str | None) -> str:
    """Say all that is counted in a period, as plotly shows it under the pointer."""
    lines = [f"<b>{describe_date(row.period_start, row.period_end, 'days', None)}</b>"]
    if not pd.isna(row.group):
        lines.append(escape_text(name_group(row.group, by), 60))
    lines.append(f"{count_nouns(row.count, 'event')}, {row.alleged} of them alleged; at most {row.at_most:,}")
    lines.append(f"{row.with_killed} with at least one person killed")
    for name, measure in (("killed", MEASURES["killed"]), ("strikes", MEASURES["strikes"])):
        if told := getattr(row, str(measure.told)):
            lines.append(
                f"{name}: {_join_ends(getattr(row, measure.total), getattr(row, str(measure.most)))}, told of {count_nouns(told, 'event')}"
            )
    lines.append(f"from {count_nouns(row.n_reports, 'report')}; {count_nouns(row.n_articles, 'article')} published")
    return "<br>".join([*lines, COVERAGE[row.coverage]])


def _join_ends(low: int, high: Any) -> str:
    return f"at least {low:,}" if pd.isna(high) else f"{low:,}" if high == low else f"{low:,} to {high:,}"


def _choose_ticks(periods: pd.DataFrame, unit: str, most: int) -> list[tuple[pd.Timestamp, str]]:
    """Place and words of each tick: at most so many, the year where it changes."""
    if unit == "month" or len(periods) > 120 * (1 if unit == "day" else 0.15):
        first = periods[periods["start"].dt.to_period("M") != periods["start"].dt.to_period("M").shift()]
        months = 12 * first["start"].dt.year + first["start"].dt.month - 1
        extent = 0 if first.empty else int(months.iloc[-1] - months.iloc[0]) + 1
        step = next(step for step in (1, 3, 6, 12, 24, 60, 120, 240, 600, 6000) if extent / step <= most)
        chosen, words = first[months % step == 0], "{month}" if step < 12 else "{year}"
    else:
        chosen, words = periods.iloc[:: -(-len(periods) // min(12, most)) or 1], "{day} {month}"
    ticks, year = [], None
    for row in chosen.itertuples():
        start: Any = row.start
        label = words.format(day=start.day, month=MONTHS[start.month - 1][:3], year=start.year)
        ticks.append((row.middle, label if start.year == year or words == "{year}" else f"{label}\n{start.year}"))
        year = start.year
    return ticks


def _find_runs(periods: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """First day, day behind the last and coverage of each unbroken run of periods that were not collected whole."""
    run = (periods["coverage"] != periods["coverage"].shift()).cumsum()
    spans = periods.groupby(run).agg(first=("start", "first"), last=("behind", "last"), coverage=("coverage", "first"))
    every = zip(spans["first"], spans["last"], spans["coverage"], strict=True)
    return [(first, last, coverage) for first, last, coverage in every if coverage != "collected"]
