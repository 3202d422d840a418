"""Rates: whether more events are reported a day in one period than in another, and when that cannot be said."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from analystkit.errors import ArgumentError
from analystkit.events.counts import choose_vague
from analystkit.events.periods import read_intervals, read_period
from analystkit.tables import build_table, check_table

FEWEST = 10  # events a period; below, the interval reaches from a third to three times as many whatever is found
SHORTEST = 7  # days a period; a shorter one has too few to tell bursts from chance
MOST_ARTICLES = 1.5  # times as many articles a day: events that merely followed the press would seem to rise by half
LEAST_SHARED = 0.7  # of the articles spread alike over the outlets: else three in ten have no counterpart in the other period
LATE = pd.Timedelta(days=7)  # after a period's end: an event first reported later is known from background
BLOCKS = (1, 7)  # days; bursts of a day and of a week
DOUBT = 0.25  # of the preliminary test (Bancroft 1964): a lower level would let pass as Poisson what is not
EXACT, WIDER = "exact Poisson, conditional binomial", "quasi-Poisson, t"

TwoDays = Sequence[str | date]
_Days = tuple[pd.Timestamp, pd.Timestamp]


class _Tally(NamedTuple):
    """What the tables say of one period."""

    span: _Days
    sure: pd.DataFrame  # the events that lie in it, with their intervals as start and end
    at_most: int
    outlets: "pd.Series[int]"  # number of articles by outlet

    @property
    def n(self) -> int:
        return len(self.sure)

    @property
    def days(self) -> int:
        return int((self.span[1] - self.span[0]).days) + 1


class _Spread(NamedTuple):
    """How much more unevenly than by chance the events fall on days: variance over mean, its degrees of freedom, and the test."""

    dispersion: float
    freedom: int
    p_value: float


def compare_periods(
    events: pd.DataFrame,
    articles: pd.DataFrame,
    first: str | pd.Period | TwoDays,
    second: str | pd.Period | TwoDays,
    *,
    unlinked: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare how many events are reported a day in two periods; the one row is the comparison.

    The ratio is that of the second period to the first, of reported events in these articles, each a day of its period.
    Events whose whole interval lies in a period are compared, one of two days (overnight) on the first of them that lies in either.
    The interval covers whatever the vague ones may add: its lower end takes all that may lie in the first period as lying there and none of
    the second's, its upper end the reverse. The undated are in neither, and told.

    The ratio is missing, and `refused` says why, where a period lies not wholly within the publish dates, is shorter than 7 days or
    has fewer than 10 events; where one has more than 1.5 times as many articles a day as the other; or where less than 0.7 of their
    articles are spread alike over the outlets (the sum over outlets of the smaller share).

    Parameters
    ----------
    events
        The events table; those of one kind, where `select_events` chose them.
    articles
        The articles the events were read from.
    first, second
        A period as pandas takes it (2018, 2018Q3, 2018-09, 2018-09-17/2018-09-23), or its first and last day.
    unlinked
        The reports in no event, as `count_events` takes them.

    Returns
    -------
    pandas.DataFrame
        The comparisons table. `state_finding` states it in a sentence.

    Raises
    ------
    ArgumentError
        A period is none, or the two have a day in common.
    TableError
        A table is not one, or an event or report ends before it starts.

    Notes
    -----
    Whether the events scatter as a Poisson process would is tested by the index of dispersion (Fisher 1925) over days and
    over weeks within each period, at the level of 0.25 advised for preliminary tests (Bancroft 1964). Only events dated to one
    day enter it, and the dispersion is put right for those that do not. Where neither departs from Poisson the interval is the
    exact one (Przyborowski and Wilenski 1940, by the limits of Clopper and Pearson 1934). Elsewhere the larger dispersion
    widens it, on the log scale with Student's t (quasi-likelihood, McCullagh and Nelder 1989), never below the exact one.
    In simulation (Poisson; negative binomial of dispersion 1.5 to 3; bursts of a week; 14 to 91 days of 15 to 120 events)
    it holds the truth in 89 to 99 of 100 cases, the exact one alone in 25 to 99.

    References
    ----------
    Bancroft, Biometrics 20 (1964) 427. Clopper and Pearson, Biometrika 26 (1934) 404. Fisher, Statistical methods for
    research workers (1925). McCullagh and Nelder, Generalized linear models (1989). Przyborowski and Wilenski,
    Biometrika 31 (1940) 313.

    Examples
    --------
    >>> row = compare_periods(build_table([], "events"), build_table([], "articles"), "2018-08", "2018-09").iloc[0]
    >>> row["n_first"], row["refused"]
    (np.int64(0), 'There is no publish date, so that no period is known to be collected.')
    """
    check_table(events, "events", "events")
    check_table(articles, "articles", "articles")
    spans = read_period(first, "first"), read_period(second, "second")
    if spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]:
        raise ArgumentError(f"second: the periods {' and '.join(map(_name, spans))} have days in common; give two that have none")
    intervals = _settle_nights(read_intervals(events, "events"), spans)
    loose = _settle_nights(read_intervals(choose_vague(unlinked, events), "unlinked"), spans)
    readable = articles[articles["problem"].isna()]
    one, other = (_tally_period(events, intervals, loose, readable, span) for span in spans)
    spread = _measure_spread(one, other)
    reasons = _list_reasons(one, other, readable["published"].dropna(), spread)
    found = {} if reasons or spread is None else _find_ratio(one, other, spread)
    told = {
        **{f"{name}_{which}": value for which, tally in (("first", one), ("second", other)) for name, value in _describe(tally).items()},
        "n_undated": int(intervals["start"].isna().sum()),
        "outlets_alike": _share_outlets(one, other),
        "dispersion": spread and round(spread.dispersion, 3),
        "refused": " ".join(reasons) or None,
    }
    return build_table([told | found], "comparisons")


def _settle_nights(intervals: pd.DataFrame, spans: tuple[_Days, _Days]) -> pd.DataFrame:
    """Put what is of two days on the first of them that lies in either period."""
    start, end = intervals["start"], intervals["end"]
    short = (end - start).dt.days <= 1
    day = start.where(start.between(*spans[0]) | start.between(*spans[1]), end)
    return pd.DataFrame({"start": start.mask(short, day), "end": end.mask(short, day)})


def _tally_period(events: pd.DataFrame, intervals: pd.DataFrame, loose: pd.DataFrame, readable: pd.DataFrame, span: _Days) -> _Tally:
    sure = (intervals["start"] >= span[0]) & (intervals["end"] <= span[1])
    every = pd.concat([intervals, loose])
    reaching = (every["start"] <= span[1]) & (every["end"] >= span[0])
    published = readable[readable["published"].between(*span)]
    chosen = events[["status", "first_published"]].reset_index(drop=True).join(intervals)[sure.to_numpy()]
    return _Tally(span, chosen, int(reaching.sum()), published["source"].fillna("").value_counts())


def _describe(tally: _Tally) -> dict[str, Any]:
    """Describe one period as the table does, by its columns without the ending."""
    return {
        "start": tally.span[0],
        "end": tally.span[1],
        "n": tally.n,
        "alleged": int((tally.sure["status"] == "alleged").sum()),
        "at_most": tally.at_most,
        "late": int((tally.sure["first_published"] > tally.span[1] + LATE).sum()),
        "articles": int(tally.outlets.sum()),
        "outlets": int((tally.outlets.index != "").sum()),
    }


def _share_outlets(one: _Tally, other: _Tally) -> float | None:
    """Share of the articles that are spread alike over the outlets, those with none named being one; None where there are none."""
    if one.outlets.empty or other.outlets.empty:
        return None
    shares = pd.concat([tally.outlets / tally.outlets.sum() for tally in (one, other)], axis=1).fillna(0)
    return round(float(shares.min(axis=1).sum()), 3)


def _list_reasons(one: _Tally, other: _Tally, published: "pd.Series[pd.Timestamp]", spread: _Spread | None) -> list[str]:
    """Say why two periods are not to be compared, one sentence a reason; none where they are."""
    if published.empty:
        return ["There is no publish date, so that no period is known to be collected."]
    window = published.min(), published.max()
    outside = [tally for tally in (one, other) if tally.span[0] < window[0] or tally.span[1] > window[1]]
    reasons = [
        f"{_name(tally.span)} is not wholly within the publish dates, {_name(window)}: what lies outside is known from background only."
        for tally in outside
    ]
    for tally in (one, other):
        if tally.days < SHORTEST:
            reasons.append(f"{_name(tally.span)} has fewer than {SHORTEST} days: bursts cannot be told from chance.")
        if tally.n < FEWEST:
            reasons.append(f"{_name(tally.span)} has n = {tally.n}, fewer than {FEWEST} events: too few for a ratio that says anything.")
    if not outside:
        reasons += _compare_articles(one, other)
    if not reasons and spread is None:
        reasons.append(f"Fewer than {FEWEST} events of a period are dated to one day: bursts cannot be told from chance.")
    return reasons


def _compare_articles(one: _Tally, other: _Tally) -> list[str]:
    """Say where the articles of two periods differ so much that their events would, whatever happened."""
    daily = sorted(tally.outlets.sum() / tally.days for tally in (one, other))
    if daily[1] > MOST_ARTICLES * daily[0]:
        told = " and ".join(f"{int(tally.outlets.sum()):,} in {tally.days} days" for tally in (one, other))
        return [
            f"Articles: {told}, more than {MOST_ARTICLES} times as many a day; events that only followed the press would change as much."
        ]
    alike = _share_outlets(one, other)
    if alike is not None and alike < LEAST_SHARED:
        return [
            f"Only {alike:.2f} of the articles are spread alike over the outlets, fewer than {LEAST_SHARED}: others report other events."
        ]
    return []


def _name(span: _Days) -> str:
    return f"{span[0]:%Y-%m-%d} to {span[1]:%Y-%m-%d}"


def _measure_spread(one: _Tally, other: _Tally) -> _Spread | None:
    """Measure how unevenly events fall on days and on weeks, and give the more uneven; None where too few are dated to a day."""
    dated = [tally.sure.loc[tally.sure["start"] == tally.sure["end"], "start"] for tally in (one, other)]
    if min(map(len, dated)) < FEWEST or min(one.days, other.days) < SHORTEST:
        return None
    spreads = []
    for length in BLOCKS:
        statistic, freedom = 0.0, 0
        for days, tally in zip(dated, (one, other), strict=True):
            n_blocks = tally.days // length
            position = (days - tally.span[0]).dt.days.to_numpy() // length
            blocks = np.bincount(position[position < n_blocks], minlength=n_blocks)
            if blocks.sum():
                statistic += float(((blocks - blocks.mean()) ** 2).sum() / blocks.mean())
                freedom += n_blocks - 1
        if freedom:
            spreads.append((statistic / freedom, freedom, float(stats.chi2.sf(statistic, freedom))))
    dispersion, freedom, _ = max(spreads)
    # of a share of the events, taken without regard to the day, the excess over 1 is that share of the whole's
    share = sum(map(len, dated)) / (one.n + other.n)
    return _Spread(1 + (dispersion - 1) / share if dispersion > 1 else dispersion, freedom, min(p_value for *_, p_value in spreads))


def _find_ratio(one: _Tally, other: _Tally, spread: _Spread) -> dict[str, Any]:
    """Find the ratio of events a day and its interval of 95 %, wide enough for whatever the vague ones may add."""
    exact = spread.p_value >= DOUBT
    scale = one.days / other.days
    low = min(_bound_ratio(one.at_most, other.n, spread, exact)) * scale
    high = max(_bound_ratio(one.n, other.at_most, spread, exact)) * scale
    ratio = other.n / one.n * scale
    return {"ratio": ratio, "ratio_low": low, "ratio_high": high, "method": EXACT if exact else WIDER}


def _bound_ratio(n_one: int, n_other: int, spread: _Spread, exact: bool) -> tuple[float, float]:
    """Bounds of 95 % of the ratio of two numbers of events, of periods equally long."""
    low, high = stats.binomtest(n_other, n_one + n_other).proportion_ci(0.95, method="exact")
    bounds = low / (1 - low), high / (1 - high)
    if exact:
        return bounds
    reach = stats.t.ppf(0.975, spread.freedom) * np.sqrt(max(1.0, spread.dispersion) * (1 / n_one + 1 / n_other))
    ratio = n_other / n_one
    return min(bounds[0], float(ratio * np.exp(-reach))), max(bounds[1], float(ratio * np.exp(reach)))
