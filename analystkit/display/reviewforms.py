"""Review forms: a small form in a notebook that takes a person's judgement of one report after the other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from analystkit.corrections.changes import format_value, is_missing, parse_spot, parse_value
from analystkit.corrections.correctionfiles import read_corrections
from analystkit.corrections.correctionlines import append_correction, begin_corrections
from analystkit.corrections.reviews import queue_reports
from analystkit.display.cells import say_value
from analystkit.display.displays import MINOR, NO_MATHEMATICS, escape
from analystkit.display.explanations import explain, make_plain
from analystkit.display.figures import count_nouns
from analystkit.display.spotmaps import draw_spots
from analystkit.errors import ArgumentError, MissingExtraError
from analystkit.gazetteers.gazetteer import Gazetteer, Place, Sources, load_gazetteer
from analystkit.language.eventtypes import Sources as TypeSources
from analystkit.language.eventtypes import Vocabulary, load_event_types
from analystkit.tables import check_table, read_columns
from analystkit.writing.files import clean_text

PLACES_SHOWN = 6
NOWHERE = "no place"
FIELDS = ("event_type", "status", "date", "killed", "injured", "actor", "target")  # what the form lets one change
LABELS = {"event_type": "type"}
HELP = "Enter accepts, Tab and Enter drop. To change, alter what is wrong and press Change."


def review_reports(
    reports: pd.DataFrame,
    articles: pd.DataFrame,
    path: str | Path,
    *,
    who: str,
    places: pd.DataFrame | None = None,
    gazetteer: Sources = None,
    event_types: TypeSources = None,
) -> "ReviewForm":
    """Show a form, in JupyterLab, that takes your judgement of one report after the other and keeps it in a file.

    It shows a report with the words that it was read from, where it is put and what else the name could mean. Accept, Drop and
    Change each write at once; what is in the file already is not asked again. First come the reports where a mistake is likely and
    matters; every fifth is a random draw, from which `score_extraction` tells how often the extraction is right.

    Parameters
    ----------
    reports, articles
        The tables that `extract` and `read_articles` gave.
    path
        The corrections file; it is made where it does not exist.
    who
        Your name or initials, which stand beside each judgement.
    places
        The places table that `extract` gave; with it the place that came second is offered first.
    gazetteer
        Files of places that win over the package's own, as `extract` was given them.
    event_types
        Files of event types of your own, as `extract` was given them.

    Returns
    -------
    ReviewForm
        The form, which a notebook shows.

    Raises
    ------
    MissingExtraError
        ipywidgets is not installed.
    ArgumentError
        `who` names nobody.
    TableError
        A table is not what it should be.
    CorrectionError
        The file is none of corrections.
    WriteError
        The file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analystkit.tables import build_table
    >>> with TemporaryDirectory() as folder:
    ...     review_reports(build_table([], "reports"), build_table([], "articles"), f"{folder}/mine.csv", who="LB")
    0 of 0 reports left to review; the form shows in JupyterLab.
    """
    check_table(reports, "reports", "reports")
    check_table(articles, "articles", "articles")
    if not isinstance(who, str) or not clean_text(who):
        raise ArgumentError(f"who: {who!r} names nobody; give your name or initials, which stand beside each judgement")
    corrections = read_corrections(begin_corrections(path))
    queue = queue_reports(reports, corrections)
    runners_up = {} if places is None else _find_runners_up(check_table(places, "places", "places"))
    sources = load_gazetteer(gazetteer), load_event_types(event_types)
    return ReviewForm(queue, articles, Path(path), clean_text(who), runners_up, *sources, n_reports=len(reports))


class ReviewForm:
    """The form of `review_reports`, one report at a time; its methods are what its buttons do.

    Text of an article is escaped where HTML is made of it, and elsewhere goes into fields that show text alone.
    """

    def __init__(
        self,
        queue: pd.DataFrame,
        articles: pd.DataFrame,
        path: Path,
        who: str,
        runners_up: Mapping[tuple[str, str], str],
        gazetteer: Gazetteer,
        vocabulary: Vocabulary,
        *,
        n_reports: int,
    ) -> None:
        try:
            widgets = import_module("ipywidgets")  # of an extra, and slow: loaded when a form is asked for
        except ImportError as error:
            raise MissingExtraError("review_reports needs ipywidgets; install it with: pip install 'analystkit[lab]'") from error
        self._queue, self._articles, self._path, self._who = queue, articles, path, who
        self._runners_up, self._gazetteer, self._vocabulary, self._n_reports = runners_up, gazetteer, vocabulary, n_reports
        self._order = list(range(len(queue)))
        self._places: list[Place] = []
        self._n_done = 0
        wide = {"width": "22em"}
        self.accept_button = self._make_button(widgets, "Accept", "success", self.accept)
        self.drop_button = self._make_button(widgets, "Drop", "danger", self.drop)
        self.change_button = self._make_button(widgets, "Change", "primary", self.change)
        self.later_button = self._make_button(widgets, "Later", "", self.postpone)
        self.place_choice = widgets.RadioButtons(description="place", layout={"width": "max-content"})
        self.place_text = widgets.Text(description="move to", placeholder="33.5102, 36.2913 ± 8 km", layout=wide)
        allowed = {"event_type": list(vocabulary.types), "status": list(read_columns()["reports"]["status"].allowed)}
        self.fields: dict[str, Any] = {
            name: widgets.Dropdown(description=LABELS.get(name, name), options=allowed[name], layout=wide)
            if name in allowed
            else widgets.Text(description=name, placeholder="not told", layout=wide)
            for name in FIELDS
        }
        self.why = widgets.Text(description="why", placeholder="your reason, if you like", layout={"width": "34em"})
        self.evidence, self.message = widgets.HTML(), widgets.HTML()
        self.picture = widgets.Image(format="png", layout={"width": "400px", "height": "auto"})
        buttons = widgets.HBox([self.accept_button, self.drop_button, self.change_button, self.later_button])
        what = widgets.VBox([*self.fields.values(), self.place_text])
        beside = widgets.HBox([what, self.picture], layout={"flex_flow": "row wrap"})
        self.body = widgets.VBox([buttons, self.message, self.evidence, beside, self.place_choice, self.why])
        self.box = widgets.VBox([self.body])
        self.box.add_class("analystkit-review")
        self._show(HELP)

    def _make_button(self, widgets: Any, name: str, style: str, act: Callable[[], None]) -> Any:
        button = widgets.Button(description=name, button_style=style)

        def press(_: Any) -> None:
            try:
                act()
            except (ValueError, OSError) as error:  # a callback's error would show nowhere; nothing was written
                self._say(str(error), wrong=True)

        button.on_click(press)
        return button

    # ------------------------------------------------------------ what a notebook shows

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"{len(self._order):,} of {count_nouns(self._n_reports, 'report')} left to review; the form shows in JupyterLab."

    @property
    def report(self) -> "pd.Series[Any] | None":
        """The report that is shown; None when all have been reviewed."""
        return self._queue.iloc[self._order[0]] if self._order else None

    # ------------------------------------------------------------ what the buttons do

    def accept(self) -> None:
        """Write that the report is right, and show the next."""
        self._append("accept")
        self._go_on("accepted")

    def drop(self) -> None:
        """Write that there is no such event, and show the next."""
        self._append("drop")
        self._go_on("dropped")

    def postpone(self) -> None:
        """Put the report last, and write nothing."""
        self._order = [*self._order[1:], *self._order[:1]]
        self._show("Nothing was written; it comes again at the end.")

    def change(self) -> None:
        """Write a line for each field that is no longer what was shown, and show the next.

        Raises
        ------
        ValueError
            A field has a value that it cannot have, or none was changed; nothing was written.
        """
        if self.report is None:
            return
        told = {name: clean_text(widget.value or "") or None for name, widget in self.fields.items()}
        changed = {name: new for name, new in told.items() if new != self._show_value(name)}
        for name, new in changed.items():
            parse_value(name, new)
        spot = self._choose_spot()
        if not changed and spot is None:
            raise ValueError("Nothing is changed: alter what is wrong, or press Accept.")
        for name, new in changed.items():
            self._append("set", field=name, new=new)
        if spot is not None:
            self._append("move", new=spot)
        self._go_on(f"changed ({', '.join([*changed, *(['place'] if spot else [])])})")

    def _choose_spot(self) -> str | None:
        """Give where the report is moved to, as the file takes it; None where it stays."""
        written = clean_text(self.place_text.value)
        if written:
            parse_spot(written)
            return written
        number = self.place_choice.index
        if number is None or not self._places or self.report is None or self._places[number].place_id == self.report["place_id"]:
            return None
        place_id: str = self._places[number].place_id
        return place_id

    def _append(self, what: str, *, field: str | None = None, new: str | None = None) -> None:
        report = self.report
        if report is None:
            raise ValueError("All reports have been reviewed.")
        reason = clean_text(self.why.value) or None
        sampled = bool(report["sampled"])
        append_correction(self._path, report, what, who=self._who, field=field, new=new, why=reason, sampled=sampled)

    def _go_on(self, done: str) -> None:
        self._order = self._order[1:]
        self._n_done += 1
        self._show(f"Written: the report before was {done}.")

    # ------------------------------------------------------------ what it shows

    def _show(self, message: str) -> None:
        report = self.report
        if report is None:
            self.body.children = [self.message]
            self._say(f"{message} All {count_nouns(self._n_reports, 'report')} have been reviewed.")
            return
        self._places = self._list_places(report)
        known = bool(self._places) and self._places[0].place_id == report["place_id"]
        self.picture.value = draw_spots(self._places, 1 if known else 0)  # the slowest first, so that nothing stands beside an old one
        self.place_choice.options = [_describe_place(number, place) for number, place in enumerate(self._places, start=1)] or [NOWHERE]
        self.place_choice.index = 0 if known or not self._places else None
        draw = "a random draw" if report["sampled"] else "chosen by doubt and weight"
        left = f"{self._n_done:,} done now, {len(self._order):,} of {count_nouns(self._n_reports, 'report')} left. This one is {draw}."
        told = explain(report.drop(["doubt", "weight", "sampled"]), self._articles, event_types=self._vocabulary)
        evidence = replace(told, values=())._repr_html_()  # the fields below say what was read
        self.evidence.value = f'<p style="{MINOR}">{escape(left)}</p>{evidence}'
        for name, widget in self.fields.items():
            value = self._show_value(name)
            if hasattr(widget, "options") and value not in widget.options:
                widget.options = [*widget.options, value]
            widget.value = value or ""
        self.why.value = self.place_text.value = ""
        self._say(message)
        self.accept_button.focus()

    def _say(self, message: str, *, wrong: bool = False) -> None:
        style = "color:#b00020;font-weight:bold" if wrong else MINOR
        self.message.value = f'<p role="status" class="{NO_MATHEMATICS}" style="{style}">{escape(message)}</p>'

    def _show_value(self, field: str) -> str | None:
        """Give a field of the report as it stands in the form."""
        value = None if self.report is None else format_value(field, make_plain(self.report))
        return None if value is None else clean_text(value) or None

    def _list_places(self, report: "pd.Series[Any]") -> list[Place]:
        """List where the report is put, then what came second, then what else its place's name can mean."""
        name = say_value(report["place"])
        found = {c.place.place_id: c.place for c in self._gazetteer.find_candidates(name)} if name else {}
        ids = [report["place_id"], self._runners_up.get((report["article_id"], name)), *found]
        places = {place_id: found.get(place_id) or self._get_place(place_id) for place_id in ids if not is_missing(place_id)}
        return [place for place in places.values() if place is not None][:PLACES_SHOWN]

    def _get_place(self, place_id: str) -> Place | None:
        try:
            return self._gazetteer.get_place(place_id)
        except KeyError:  # of a gazetteer that extract was given and this form was not
            return None


def _describe_place(number: int, place: Place) -> str:
    within = ", ".join(dict.fromkeys(filter(None, (place.name, place.admin1, place.country))))
    return clean_text(f"{number} {within} ({place.precision}, {place.latitude:.2f}, {place.longitude:.2f})")


def _find_runners_up(places: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Find the place that came second, by article and mention."""
    known = places.dropna(subset="runner_up")
    return dict(zip(zip(known["article_id"], known["mention"], strict=True), known["runner_up"], strict=True))
