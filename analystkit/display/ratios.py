"""Ratios: the sentences that state how two periods compare, made from the row of `compare_periods`."""

from typing import Any

import pandas as pd

from analystkit.display.figures import count_nouns, describe_date
from analystkit.writing.files import clean_text


def state_comparisons(comparisons: pd.DataFrame) -> list[str]:
    """State what each comparison of two periods shows, or why they are not compared, one sentence each.

    Examples
    --------
    >>> from analystkit.tables import build_table
    >>> state_comparisons(build_table([], "comparisons"))
    ['No periods are compared.']
    """
    rows: Any = comparisons.itertuples()
    return [sentence for row in rows for sentence in _state_row(row)] or ["No periods are compared."]


def name_periods(row: Any) -> tuple[str, str]:
    """Name the first and the second period of a comparison as a reader would.

    >>> row = pd.Series({"start_first": pd.Timestamp("2018-08-01"), "end_first": pd.Timestamp("2018-08-31"),
    ...                  "start_second": pd.Timestamp("2018-09-01"), "end_second": pd.Timestamp("2018-09-02")})
    >>> name_periods(row)
    ('August 2018', '1–2 September 2018')
    """
    first = describe_date(row.start_first, row.end_first, "days", None)
    return first, describe_date(row.start_second, row.end_second, "days", None)


def _state_row(row: Any) -> list[str]:
    first, second = name_periods(row)
    counted = [_count(*numbers) for numbers in ((row.n_first, row.alleged_first), (row.n_second, row.alleged_second))]
    sentences = [f"Reported events in these articles: {counted[0]} in {first}, {counted[1]} in {second}."]
    if not pd.isna(row.refused):
        sentences.append(f"No ratio is given. {clean_text(row.refused)}")
    else:
        interval = f"{row.ratio_low:.2f} to {row.ratio_high:.2f}"
        sentences += [
            f"A day that is {row.ratio:.2f} times as many in the second; the interval of 95 % is {interval} ({clean_text(row.method)}).",
            _judge(row),
        ]
    articles = (
        f"{row.articles_first:,} from {count_nouns(row.outlets_first, 'outlet')}, {row.articles_second:,} from {row.outlets_second:,}"
    )
    sentences.append(f"Articles published in them: {articles}.")
    if row.at_most_first > row.n_first or row.at_most_second > row.n_second:
        sentences.append(
            f"With those dated less precisely at most {row.at_most_first:,} and {row.at_most_second:,}, which the interval allows for."
        )
    if row.n_undated:
        sentences.append(f"Not dated, and in neither: {count_nouns(row.n_undated, 'event')}.")
    if row.late_first or row.late_second:
        late = f"{row.late_first:,} of the first and {row.late_second:,} of the second"
        sentences.append(f"First reported more than a week after the period, as background: {late}.")
    return sentences


def _count(n: int, alleged: int) -> str:
    return f"{n:,}" + (f" ({alleged:,} alleged)" if alleged else "")


def _judge(row: Any) -> str:
    """Say what the interval allows to say: nothing, where it holds 1 or no more than the change of the press."""
    if row.ratio_low <= 1 <= row.ratio_high:
        return "It holds 1: these articles tell no difference."
    days = [(row.end_first - row.start_first).days + 1, (row.end_second - row.start_second).days + 1]
    press = (row.articles_second / days[1]) / (row.articles_first / days[0])
    more = "more" if row.ratio > 1 else "fewer"
    told = f"It holds no 1: these articles report {more} events a day in the second period"
    if row.ratio_low <= press <= row.ratio_high:
        return f"{told}. It holds {press:.2f}, the ratio of articles a day: the press alone may account for that."
    return f"{told}, and by another factor than that of the articles a day, {press:.2f}."
