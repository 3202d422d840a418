from typing import Any

import pandas as pd
import pytest
from shapely.geometry import Point

from analystkit.linking.linking import link_events, list_unlinked
from analystkit.tables import TableError, build_table, read_columns

MASYAF, HOMS, LATAKIA, JABLEH = Point(36.34, 35.07), Point(36.72, 34.73), Point(35.79, 35.53), Point(35.95, 35.40)


def make_articles(*ids: str, **columns: Any) -> pd.DataFrame:
    rows = [
        {
            "article_id": name,
            "published": "2019-04-14",
            "published_basis": "given",
            "source": f"Outlet {name}",
            "title": f"Title {name}",
            "text": "text",
            "file": "articles.csv",
        }
        | columns
        for name in ids
    ]
    return build_table(rows, "articles")


def make_report(article_id: str, report_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "article_id": article_id,
        "event_type": "air_strike",
        "status": "reported",
        "aggregate": False,
        "date_start": "2019-04-13",
        "date_end": "2019-04-13",
        "date_precision": "day",
        "date_basis": "relative",
        "place": "Masyaf",
        "place_id": "gn:1",
        "country": "SY",
        "admin1": "Hama",
        "place_precision": "settlement",
        "place_basis": "stated",
        "uncertainty_km": 5.0,
        "quote": "text",
        "quote_start": 0,
        "quote_end": 4,
        "passages": "0-4",
        "reviewed": False,
        "geometry": MASYAF,
    } | changes


def link(*rows: dict[str, Any], **options: Any) -> pd.DataFrame:
    reports = build_table(rows, "reports")
    return link_events(reports, make_articles(*sorted({row["article_id"] for row in rows})), **options)


def list_groups(*rows: dict[str, Any]) -> list[str]:
    return sorted(" ".join(sorted(ids.split())) for ids in link(*rows)["report_ids"])


PROVINCE = {"place": "Hama province", "place_id": "iso:SY-HM", "place_precision": "province", "geometry": Point(36.6, 35.2)}
MONTH = {"date_start": "2019-04-01", "date_end": "2019-04-30", "date_precision": "month"}
UNDATED = {"date_start": None, "date_end": None, "date_precision": "unknown", "date_basis": "none"}


def test_two_outlets_on_one_strike_are_one_event():
    events = link(
        make_report("a", "r1", killed_low=3, killed_high=3, actor="Israeli jets", according_to="the Observatory"),
        make_report("b", "r2", killed_low=5, place="Misyaf", geometry=Point(36.35, 35.06), place_id="gn:2", according_to="The Observatory"),
    )
    row = events.iloc[0]
    assert len(events) == 1
    assert (row["n_reports"], row["n_outlets"], row["n_origins"]) == (2, 2, 1)
    assert row["killed_low"] == 3
    assert pd.isna(row["killed_high"])
    assert row["disagreements"] == "killed: 3 (r1), 5 (r2)"
    assert row["sourcing"] == "contested"


def test_an_event_holds_every_quote_once_with_who_told_it_and_when():
    one, other = make_report("a", "r1", quote="Jets hit\nMasyaf."), make_report("b", "r2", quote="A raid on Masyaf.")
    articles = make_articles("a", "b").assign(published=pd.to_datetime(["2019-04-15", None]))
    [event] = link_events(build_table([one, other], "reports"), articles).to_dict("records")
    assert event["quotes"] == "Outlet a, 2019-04-15: Jets hit Masyaf.\nOutlet b: A raid on Masyaf."


def test_a_strike_told_by_another_kind_of_act_is_the_same():
    events = link(make_report("a", "r1"), make_report("b", "r2", event_type="attack"), make_report("c", "r3", event_type="shelling"))
    assert events[["event_type", "n_reports", "disagreements"]].to_numpy().tolist() == [
        ["air_strike", 3, "event_type: air_strike (r1), attack (r2), shelling (r3)"]
    ]


def test_two_strikes_of_one_article_stay_apart():
    assert list_groups(make_report("a", "r1"), make_report("a", "r2", quote_start=10)) == ["r1", "r2"]


def test_two_strikes_of_one_article_stay_apart_where_others_tell_of_one():
    rows = [
        make_report("a", "r1", killed_low=4, killed_high=4),
        make_report("a", "r2", killed_low=9, killed_high=9, quote_start=10),
        make_report("b", "r3", killed_low=9, killed_high=9),
    ]
    assert list_groups(*rows) == ["r1", "r2 r3"]


def test_one_sentence_that_tells_of_one_strike_by_two_words_is_one_event():
    assert list_groups(make_report("a", "r1", killed_low=15), make_report("a", "r2", event_type="shelling")) == ["r1 r2"]


def test_what_leans_on_the_strike_told_before_is_that_strike():
    leaning = {"date_basis": "inherited", "place_basis": "inherited", "quote_start": 90, "event_type": "attack"}
    assert list_groups(make_report("a", "r1", killed_low=15), make_report("a", "r2", quote="Nobody claimed the attack.", **leaning)) == [
        "r1 r2"
    ]
    assert list_groups(make_report("a", "r1", killed_low=15), make_report("a", "r2", quote="Another raid followed.", **leaning)) == [
        "r1",
        "r2",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"geometry": HOMS, "place_id": "gn:3", "place": "Homs", "admin1": "Homs"},
        {"event_type": "abduction"},
        {"event_type": "bombing"},
        {"date_start": "2019-04-20", "date_end": "2019-04-20"},
        {"date_start": "2019-04-14", "date_end": "2019-04-14"},
        {"killed_low": 40, "killed_high": 40},
    ],
)
def test_another_place_type_day_or_toll_is_another_event(changes: dict[str, Any]):
    assert list_groups(make_report("a", "r1", killed_low=2, killed_high=2), make_report("b", "r2", **changes)) == ["r1", "r2"]


def test_overnight_and_the_day_after_are_one_night():
    assert list_groups(make_report("a", "r1", date_end="2019-04-14", date_precision="days"), make_report("b", "r2")) == ["r1 r2"]


def test_the_day_after_is_the_same_where_the_toll_is():
    next_day = {"date_start": "2019-04-14", "date_end": "2019-04-14"}
    rows = [make_report("a", "r1", killed_low=14, killed_high=14), make_report("b", "r2", killed_low=14, killed_high=14, **next_day)]
    assert list_groups(*rows) == ["r1 r2"]


def test_a_vague_report_joins_the_one_event_that_fits():
    assert list_groups(make_report("a", "r1"), make_report("b", "r2", **PROVINCE)) == ["r1 r2"]
    assert list_groups(make_report("a", "r1"), make_report("b", "r2", **MONTH)) == ["r1 r2"]
    assert list_groups(make_report("a", "r1"), make_report("b", "r2", **UNDATED)) == ["r1 r2"]


def test_a_base_near_a_town_is_the_strike_in_the_province():
    base = make_report("a", "r1", place="base near Jableh", place_id=None, place_precision="site", geometry=JABLEH, admin1="Latakia")
    province = {
        "place": "Latakia province",
        "place_id": "iso:SY-LA",
        "place_precision": "province",
        "geometry": LATAKIA,
        "admin1": "Latakia",
    }
    events = link(base, make_report("b", "r2", **province))
    assert events[["place", "place_precision", "n_reports"]].to_numpy().tolist() == [["base near Jableh", "site", 2]]


def test_a_vague_report_that_fits_two_strikes_joins_neither():
    rows = [
        make_report("a", "r1"),
        make_report("b", "r2", date_start="2019-04-20", date_end="2019-04-20"),
        make_report("c", "r3", **MONTH, **PROVINCE),
    ]
    assert list_groups(*rows) == ["r1", "r2"]
    left_out = list_unlinked(build_table(rows, "reports"), make_articles("a", "b", "c"))
    assert left_out[["report_id", "reason_code"]].to_numpy().tolist() == [["r3", "unassigned"]]


def test_a_vague_report_with_the_toll_of_one_strike_joins_that():
    rows = [
        make_report("a", "r1", killed_low=14, killed_high=14),
        make_report("b", "r2", killed_low=6, killed_high=6, date_start="2019-04-20", date_end="2019-04-20"),
        make_report("c", "r3", killed_low=14, killed_high=14, **MONTH),
    ]
    assert list_groups(*rows) == ["r1 r3", "r2"]


def test_what_tells_neither_where_nor_when_joins_nothing():
    country = {"place": "Syria", "place_id": "SY", "place_precision": "country", "admin1": None, "geometry": None}
    assert list_groups(make_report("a", "r1"), make_report("b", "r2", **country)) == ["r1 r2"]
    assert list_groups(make_report("a", "r1"), make_report("b", "r2", **country, **UNDATED)) == ["r1", "r2"]


def test_a_vague_report_that_fits_none_is_an_event_of_its_own():
    assert list_groups(make_report("a", "r1", geometry=LATAKIA, admin1="Latakia"), make_report("b", "r2", **PROVINCE)) == ["r1", "r2"]


def test_every_real_report_is_in_an_event_or_left_out():
    rows = [make_report(f"a{n}", f"r{n}", **(MONTH | PROVINCE if n % 2 else {"date_start": f"2019-04-{10 + 2 * n}"})) for n in range(8)]
    rows = [row | {"date_end": max(row["date_start"], row["date_end"])} for row in rows]
    reports, articles = build_table(rows, "reports"), make_articles(*(row["article_id"] for row in rows))
    assert link_events(reports, articles)["n_reports"].sum() + len(list_unlinked(reports, articles)) == len(reports)


def test_what_did_not_happen_and_totals_are_left_out_with_the_reason():
    rows = [
        make_report("a", "r1", status="planned"),
        make_report("a", "r2", status="denied"),
        make_report("a", "r3", aggregate=True),
        make_report("a", "r4", status="alleged"),
    ]
    left_out = list_unlinked(build_table(rows, "reports"), make_articles("a"))
    assert left_out[["report_id", "reason_code"]].to_numpy().tolist() == [["r1", "planned"], ["r2", "denied"], ["r3", "aggregate"]]
    assert link(*rows)["status"].tolist() == ["alleged"]


def test_the_order_of_the_rows_does_not_matter():
    rows = [make_report("abcdef"[n], f"r{n}", date_start=f"2019-04-1{n}", date_end=f"2019-04-1{n}") for n in range(6)]
    rows += [make_report("ghi"[n], f"v{n}", **MONTH, **(PROVINCE if n else {})) for n in range(3)]
    pd.testing.assert_frame_equal(pd.DataFrame(link(*rows)), pd.DataFrame(link(*reversed(rows))))


def test_a_date_with_one_end_is_none():
    rows = [make_report("a", "r1", date_end=None, date_precision="days"), make_report("b", "r2")]
    assert list_groups(*rows) == ["r1 r2"]
    assert list_groups(rows[0]) == ["r1"]


def test_figures_that_can_both_be_true_are_not_contested():
    at_least = link(make_report("a", "r1", killed_low=5), make_report("b", "r2", killed_low=9, killed_high=9))
    assert at_least[["sourcing", "killed_low", "killed_high"]].to_numpy().tolist() == [["several", 5, 9]]
    plain = link(make_report("a", "r1", killed_low=5, killed_high=5), make_report("b", "r2", killed_low=9, killed_high=9))
    assert plain["sourcing"].tolist() == ["contested"]


def test_copies_of_one_wire_story_are_one_origin():
    wire = "Two soldiers were killed when missiles struck a base near the coast late on Monday, state media said, and the city woke up."
    rows = [make_report(name, f"r{name}") for name in "ab"]
    articles = pd.concat([make_articles("a", text=wire), make_articles("b", text=f"BEIRUT - {wire}")], ignore_index=True)
    events = link_events(build_table(rows, "reports"), articles)
    assert events[["n_outlets", "n_origins", "sourcing"]].to_numpy().tolist() == [[2, 1, "single"]]


def make_corrections(what: str, one: dict[str, Any], other: dict[str, Any]) -> pd.DataFrame:
    names = ("article_id", "quote", "event_type", "place", "report_id")
    row = {name: one[name] for name in names} | {f"other_{name}": other[name] for name in names}
    row |= {"file": "corrections.csv", "line": 2, "what": what, "who": "mk", "when": "2019-05-02", "sampled": False}
    return build_table([row], "corrections")


def test_merges_and_splits_of_a_person_are_honoured():
    here, there = make_report("a", "r1"), make_report("b", "r2", geometry=HOMS, place_id="gn:3", place="Homs", admin1="Homs")
    assert len(link(here, there)) == 2
    assert len(link(here, there, corrections=make_corrections("merge", here, there))) == 1
    twin = make_report("b", "r2")
    split = make_corrections("split", here, twin)
    assert len(link(here, twin)) == 1
    assert len(link(here, twin, corrections=split)) == 2
    reports = build_table([here, twin], "reports")
    assert len(list_unlinked(reports, make_articles("a", "b"), split)) == 0


def test_an_event_keeps_its_id_and_a_merged_one_lists_what_it_was_merged_from():
    first, second = make_report("a", "r1"), make_report("b", "r2", geometry=HOMS, place_id="gn:3", place="Homs", admin1="Homs")
    earlier = link(first, second)
    ids = earlier.set_index("report_ids")["event_id"]
    later = link(make_report("c", "r0"), first, second, previous=earlier)
    assert later.set_index("report_ids")["event_id"].to_dict() == {"r0 r1": ids["r1"], "r2": ids["r2"]}
    merged = link(first, second, corrections=make_corrections("merge", first, second), previous=earlier).iloc[0]
    assert {merged["event_id"], merged["merged_from"]} == {ids["r1"], ids["r2"]}


def test_no_reports_give_an_empty_table():
    events = link()
    assert list(events.columns) == list(read_columns()["events"])
    assert events.crs == "EPSG:4326"
    assert len(events) == 0


def test_another_table_is_refused():
    with pytest.raises(TableError, match="reports: the reports table lacks"):
        link_events(pd.DataFrame({"place": ["Homs"]}), make_articles("a"))
    with pytest.raises(TableError, match="previous: the events table lacks"):
        link(make_report("a", "r1"), previous=pd.DataFrame({"event_id": ["e"]}))
