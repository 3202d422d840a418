"""Rows: an account as its row of the reports table."""

from typing import Any

from shapely.geometry import Point

from analystkit.geography.boundaries import load_admin1_names
from analystkit.language.actors import identify_actor
from analystkit.language.ranges import Range
from analystkit.language.roles import choose_roles
from analystkit.reports.accounts import Account
from analystkit.reports.scores import score_report
from analystkit.tables import make_id

LONGEST_QUOTE = 600  # characters


def build_row(account: Account, article_id: str, text: str, country: str | None) -> dict[str, Any]:
    """Build an account's row of the reports table."""
    best = max(account.mentions, key=lambda m: (not m.weak, not m.anaphoric, (m.place is not None) + (m.date is not None), -m.sentence))
    start, end = best.start, min(best.end, best.start + LONGEST_QUOTE)
    if best.end - best.start > LONGEST_QUOTE:
        start = max(best.start, min(best.trigger_start - LONGEST_QUOTE // 2, best.end - LONGEST_QUOTE))
        end = start + LONGEST_QUOTE
    place = describe_place(account, country)
    mention = account.place
    offsets = () if mention is None else (mention.start, mention.end)
    roles = choose_roles([m.roles for m in [best, *account.mentions]])
    passages = sorted({(m.start, m.end) for m in account.mentions})
    row = {
        "report_id": make_id(article_id, account.event_type, best.trigger_start, *offsets, start, end),
        "article_id": article_id,
        "event_type": account.event_type,
        "status": account.status,
        "aggregate": account.aggregate,
        **_describe_date(account),
        **place,
        "actor": roles.actor,
        "actor_id": identify_actor(roles.actor, account.event_type),
        "actor_basis": roles.actor_basis,
        "target": roles.target,
        "target_id": identify_actor(roles.target),
        "according_to": roles.according_to,
        **_describe_toll(account),
        "quote": text[start:end],
        "quote_start": start,
        "quote_end": end,
        "passages": " ".join(f"{a}-{b}" for a, b in passages),
        "reviewed": False,
    }
    return {**row, "score": score_report(row, place_score=mention.score if mention else None)}


def describe_place(account: Account, country: str | None) -> dict[str, Any]:
    """Say where an account puts its event; without a place of its own, the country the article is about, inferred."""
    mention = account.place
    if mention is None:
        if country is None:
            return {"problem": "no place is told"}
        return {"country": country, "place_id": f"iso:{country}", "place_precision": "country", "place_basis": "inferred"}
    if mention.place is None:
        inferred = {"country": country, "place_id": f"iso:{country}", "place_precision": "country"} if country else {}
        basis = "inferred" if country else account.place_basis
        return {"place": mention.mention, **inferred, "place_basis": basis, "problem": "the place is in no gazetteer"}
    precision = mention.precision or mention.place.precision
    return {
        "place": mention.mention,
        "place_id": mention.place.place_id,
        "country": mention.place.country or None,
        "admin1": mention.place.admin1 or load_admin1_names().get(mention.place.place_id),  # a province lies in itself
        "place_precision": precision,
        "place_basis": account.place_basis if mention.match else "inferred",  # without a match the point is its container's
        "uncertainty_km": mention.uncertainty_km,
        "geometry": None if precision == "country" else Point(mention.place.longitude, mention.place.latitude),
    }


def _describe_date(account: Account) -> dict[str, Any]:
    date = account.date
    if date is None:
        return {"date_precision": "unknown", "date_basis": "none"}
    return {
        "date_start": date.date_start,
        "date_end": date.date_end,
        "date_precision": date.precision,
        "date_basis": account.date_basis,
        "date_text": date.text,
    }


def _describe_toll(account: Account) -> dict[str, int | None]:
    ranges = {kind: account.toll.get(kind, Range(None, None)) for kind in ("strikes", "killed", "injured")}
    names = {"strikes": "n_strikes", "killed": "killed", "injured": "injured"}
    return {f"{names[k]}_{end}": value for k, r in ranges.items() for end, value in (("low", r.low), ("high", r.high))}
