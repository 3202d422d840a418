"""The command line: analystkit brief, extract, places and gazetteer build."""

import argparse
import glob
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from analystkit.errors import OneLineError

if TYPE_CHECKING:
    import pandas as pd

    from analystkit.gazetteers.gazetteer import Gazetteer
    from analystkit.writing.briefing import Briefing

DONE, UNREAD, WRONG, STOPPED = 0, 1, 2, 130  # exit statuses; 130 is what a shell expects of a program ended by ctrl-C
PROBLEMS_SHOWN = 5
UNFINISHED = "analystkit-unfinished"  # the folder, in or beside what is written, of what a run has read so far
STATUSES = "exit status: 0 all was done; 1 some input could not be read and the rest was done; 2 wrong usage; 130 stopped by ctrl-C"
BUILD_PURPOSE = (
    "Make one file of places out of GeoNames dumps (download.geonames.org/export/dump), for --gazetteer. Two million rows take about a "
    "minute and 0.8 GB of memory; the thirteen million of allCountries take seven minutes, 2.0 GB and, while it runs, 2.8 GB of disk, for "
    "a file of 1.0 GB."
)
FORMATS = ".csv .parquet .jsonl .geojson .gpkg .xlsx, reports also .kml"


class UsageError(OneLineError, ValueError):
    """The command cannot be carried out as it was given; the message says what to change."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; {self.prog} --help says more")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 some input could not be read, 2 wrong usage, 130 stopped.

    Parameters
    ----------
    argv
        The arguments; None takes those of the process.

    Examples
    --------
    >>> main(["brief", "no_such_file.csv", "--out", "briefing"])
    2
    """
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        warnings.simplefilter("default", UserWarning)
        try:
            options = _build_parser().parse_args(argv)
            command: Callable[[argparse.Namespace], int] = options.command
            return command(options)
        except SystemExit as end:  # argparse ends --help and --version so
            return int(end.code or 0)
        except KeyboardInterrupt:
            _say("stopped; no file was begun that is not complete, and --resume goes on from here")
            return STOPPED
        except (OneLineError, OSError) as error:  # what its user can mend; a fault of ours keeps its traceback
            _say(f"error: {error}")
            return WRONG


def _build_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="analystkit", description="Read news articles for events of armed conflict: where, when, how many.", epilog=STATUSES
    )
    parser.add_argument("--version", action="version", version=f"analystkit {version('analystkit')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    brief = _add_command(commands, "brief", _write_briefing, "write a folder with a map, a chart, tables and a page to open first")
    brief.add_argument("--out", required=True, metavar="DIR", help="the folder to write; it is made where it does not exist")
    brief.add_argument("--types", metavar="A,B", help="event types to keep, such as air_strike,shelling (all)")
    brief.add_argument("--since", metavar="DATE", help="first day to keep, as 2018-09-17; an event that may lie in it is kept")
    brief.add_argument("--until", metavar="DATE", help="last day to keep")
    brief.add_argument("--country", metavar="SY,IQ", help="countries to keep, as ISO 3166-1 codes of two letters (all)")
    brief.add_argument("--period", choices=("day", "week", "month"), default="month", help="what events are counted by (%(default)s)")
    brief.add_argument("--title", metavar="TEXT", help="headline of the page")
    brief.add_argument("--note", metavar="TEXT", help='words for the page and every picture, such as "demonstration data"')
    brief.add_argument("--deck", metavar="FILE.pptx", help="a presentation to write as well, with charts that can be edited")
    brief.add_argument("--marking", metavar="TEXT", help='a line for the foot of every slide, such as "UNCLASSIFIED // demonstration"')
    brief.add_argument("--template", metavar="FILE.pptx", help="the presentation whose design the slides take (our own)")
    extract = _add_command(commands, "extract", _write_reports, "write the reports alone: one row is one article's account of one event")
    brief.add_argument(
        "--corrections", action="append", metavar="FILE", help="your corrections, as review_reports writes them, applied before linking"
    )
    for command in (brief, extract):
        command.add_argument(
            "--event-types", action="append", metavar="FILE", help="event types of your own: a CSV of event_type, pos and terms"
        )
    places = _add_command(commands, "places", _write_places, "write the places alone: one row is one mention, geocoded")
    for command in (extract, places):
        command.add_argument(
            "-o", "--output", required=True, metavar="FILE", help=f"the file to write; its suffix is the format: {FORMATS}"
        )
    extract.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="read files that match URLs on a Dask cluster, tcp://host:8786, into the folder -o; without it, -o FOLDER/ reads here",
    )
    gazetteer = commands.add_parser("gazetteer", help="make a file of places out of GeoNames dumps").add_subparsers(
        required=True, metavar="COMMAND"
    )
    build = gazetteer.add_parser("build", help="make one file of them", description=BUILD_PURPOSE, epilog=STATUSES)
    build.set_defaults(command=_build_gazetteer)
    build.add_argument(
        "dumps", nargs="+", metavar="DUMP", help="SY.zip, allCountries.zip, cities500.zip, alternateNamesV2.zip, or what is in them"
    )
    build.add_argument("--out", required=True, metavar="FILE", help="the file to write, for --gazetteer")
    return parser


def _add_command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], purpose: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=purpose, description=f"{purpose.capitalize()}.", epilog=STATUSES)
    command.set_defaults(command=run)
    command.add_argument(
        "articles", nargs="+", metavar="ARTICLES", help="files and folders: CSV, JSON, JSON Lines, Parquet, text, saved pages"
    )
    command.add_argument("--published", metavar="DATE", help="day of publication of articles that carry none, as 2019-02-05")
    command.add_argument(
        "--date-order", choices=("dmy", "mdy", "ymd"), help="how a date such as 05/02/2019 is to be read where its column does not tell"
    )
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="a column of the file whose name is not a usual one, as text=Body",
    )
    command.add_argument(
        "--gazetteer",
        action="append",
        metavar="FILE",
        help="places that win over the built-in ones: your own CSV (name, latitude, longitude, kind, aliases) or a file of gazetteer build",
    )
    command.add_argument("--resume", action="store_true", help="go on where a run with the same --out or -o was ended")
    command.add_argument(
        "--workers", type=_parse_workers, metavar="N", help="how many processes read at a time (1; into a FOLDER/ one a core)"
    )
    command.add_argument(
        "--gazetteer-only", action="store_true", help="leave out the built-in towns and sites; countries and provinces stay"
    )
    return command


def _parse_workers(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is no number of processes; give 1 or more")
    return int(value)


def _write_briefing(options: argparse.Namespace) -> int:
    from analystkit.corrections.correctionfiles import read_corrections
    from analystkit.writing import files
    from analystkit.writing.briefing import FILES, OUTCOMES, parse_selection, write_briefing
    from analystkit.writing.shelves import clear_shelf

    asked = {
        "types": _split_list(options.types),
        "since": options.since,
        "until": options.until,
        "country": _split_list(options.country),
    }
    parse_selection(**asked, event_types=options.event_types)
    corrections = read_corrections(options.corrections) if options.corrections else None
    gazetteer = _load_gazetteer(options)
    _require_inputs(options, Path(options.out))
    _check_deck(options)
    with files.replace_files(options.out):
        pass  # an hour of reading is not worth beginning for a folder that cannot be written
    articles = _read(options)
    outputs = [*(Path(options.out, name) for name in (*FILES, OUTCOMES)), *([Path(options.deck)] if options.deck else [])]
    shelf = _open_shelf(options, Path(options.out) / UNFINISHED, outputs)
    briefing = write_briefing(
        articles,
        options.out,
        **asked,
        period=options.period,
        title=options.title,
        note=options.note,
        gazetteer=gazetteer,
        event_types=options.event_types,
        corrections=corrections,
        workers=options.workers or 1,
        resume=shelf,
        progress=sys.stderr.isatty(),
    )
    if options.deck:
        _write_deck(options, briefing)
    clear_shelf(shelf)
    status = _report_problems(articles)
    print(files.clean_text(f"Open first: {briefing.page}"))
    return status


def _check_deck(options: argparse.Namespace) -> None:
    """Check before any article is read that slides can be written as they are asked for."""
    from analystkit.writing import files
    from analystkit.writing.deck import check_deck

    if not options.deck:
        if options.marking or options.template:
            raise UsageError("--marking and --template are for slides; name the file to write with --deck FILE.pptx")
        return
    path = check_deck(options.deck, marking=options.marking, template=options.template)
    _require_inputs(options, path)
    files.require_other_files([path], [options.template] if options.template else [])
    with files.replace_file(path):
        pass


def _write_deck(options: argparse.Namespace, briefing: "Briefing") -> None:
    from analystkit.writing.deck import write_deck

    write_deck(
        briefing.events,
        options.deck,
        counts=briefing.counts,
        articles=briefing.articles,
        reports=briefing.reports,
        left_out=briefing.left_out,
        title=options.title,
        marking=options.marking,
        note=options.note,
        template=options.template,
    )


def _write_reports(options: argparse.Namespace) -> int:
    if options.scheduler or options.output.endswith("/"):
        return _write_partitions(options)
    from analystkit.language.eventtypes import load_event_types
    from analystkit.reports.reports import extract_reports

    return _write_one(options, partial(extract_reports, event_types=load_event_types(options.event_types)), "report")


def _write_partitions(options: argparse.Namespace) -> int:
    """Extract the reports of many files on a cluster, or on the cores of this machine."""
    from analystkit.writing.partitions import extract_partitions

    if options.gazetteer_only:
        raise UsageError("--gazetteer-only is for one process; write to a file, or leave it away")
    if options.scheduler and options.workers:
        raise UsageError("--workers is for this machine; the cluster behind --scheduler has workers of its own")
    told = extract_partitions(
        options.articles,
        options.output,
        scheduler=options.scheduler,
        workers=options.workers,
        gazetteer=options.gazetteer or (),
        event_types=options.event_types or (),
        resume=options.resume,
        **_list_readings(options),
    )
    for problem in told["problem"].dropna()[:PROBLEMS_SHOWN]:
        _say(problem)
    numbers = [f"{told[name].sum():,}" for name in ("reports", "read", "articles")]
    _say(f"{numbers[0]} reports of {numbers[1]} of {numbers[2]} articles, {len(told):,} files, written to {options.output}")
    return UNREAD if told["problem"].notna().any() else DONE


def _write_places(options: argparse.Namespace) -> int:
    from analystkit.reports.reports import find_places

    return _write_one(options, find_places, "place")


def _write_one(options: argparse.Namespace, extract: "Callable[..., pd.DataFrame]", row: str) -> int:
    """Read the articles and write the one table that is extracted from them."""
    from analystkit.tables import build_table
    from analystkit.writing import files, formats
    from analystkit.writing.shelves import clear_shelf

    path = formats.check_format(build_table([], f"{row}s"), options.output)
    gazetteer = _load_gazetteer(options)
    _require_inputs(options, path)
    with files.replace_file(path):
        pass
    articles = _read(options)
    files.require_other_files([path], articles["file"])
    shelf = _open_shelf(options, path.with_name(f".{path.name}.{UNFINISHED}"), [path])
    table = extract(articles, gazetteer=gazetteer, workers=options.workers or 1, resume=shelf, progress=sys.stderr.isatty())
    formats.write_table(table, path)
    clear_shelf(shelf)
    _say(f"{len(table):,} {row}{'' if len(table) == 1 else 's'} written to {path}")
    return _report_problems(articles)


def _build_gazetteer(options: argparse.Namespace) -> int:
    from analystkit.gazetteers.dumps import build_gazetteer

    size = build_gazetteer(options.dumps, options.out, progress=sys.stderr.isatty())
    _say(f"{size.places:,} places under {size.names:,} spellings written to {options.out}; use it with --gazetteer {options.out}")
    return DONE


def _open_shelf(options: argparse.Namespace, folder: Path, outputs: Sequence[Path]) -> Path:
    """Name the folder in which what is read is kept; what an earlier run has left there is only for --resume."""
    from analystkit.writing.shelves import clear_leftovers, clear_shelf

    for path in outputs:
        clear_leftovers(path.with_name(glob.escape(path.name)))
    if not options.resume:
        clear_shelf(folder)
    return folder


def _load_gazetteer(options: argparse.Namespace) -> "Gazetteer":
    """Load what --gazetteer names; a mistake in it is found before any article is read."""
    from analystkit.gazetteers.gazetteer import load_gazetteer

    return load_gazetteer(options.gazetteer, alone=options.gazetteer_only)


def _require_inputs(options: argparse.Namespace, out: Path) -> None:
    """Check that the input is there and that the output does not go into it: it would replace it, or be read as news the next time."""
    for name in options.articles:
        path = Path(name)
        if not path.exists():
            raise UsageError(f"{name!r} does not exist; give files and folders on this machine")
        if path.resolve() in (out.resolve(), *out.resolve().parents):
            raise UsageError(f"{str(out)!r} is or lies in {name!r}, which is read; write to another place")


def _read(options: argparse.Namespace) -> "pd.DataFrame":
    from analystkit.reading.articles import read_articles

    articles = read_articles(options.articles, **_list_readings(options))
    if articles.empty:
        raise UsageError(f"no file lies in {', '.join(map(repr, options.articles))}; give files, or a folder that holds some")
    return articles


def _list_readings(options: argparse.Namespace) -> dict[str, Any]:
    """List what is asked of reading articles, as `read_articles` takes it."""
    columns = {}
    for pair in options.column:
        ours, equals, theirs = pair.partition("=")
        if not (ours and equals and theirs):
            raise UsageError(f"--column {pair!r} is not of the form OURS=THEIRS; write text=Body")
        columns[ours] = theirs
    return {"published": options.published, "columns": columns, "date_order": options.date_order, "progress": sys.stderr.isatty()}


def _split_list(value: str | None) -> list[str] | None:
    return None if value is None else [item.strip() for item in value.split(",") if item.strip()]


def _report_problems(articles: "pd.DataFrame") -> int:
    """Say what could not be read, and return the exit status; a copy of an article that was read is no loss."""
    unread = articles[articles["problem"].notna() & ~articles["problem"].str.startswith("duplicate").fillna(False).astype(bool)]
    for file, row, problem in list(zip(unread["file"], unread["row"].astype("object"), unread["problem"], strict=True))[:PROBLEMS_SHOWN]:
        _say(f"{file}{f', row {row}' if isinstance(row, int) else ''}: {problem}")
    if unread.empty:
        return DONE
    _say(f"{len(unread):,} of {len(articles):,} articles could not be read; the rest was done")
    return UNREAD


def _show_warning(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    _say(f"warning: {message}")


def _say(message: str) -> None:
    """Write one line to standard error, with nothing in it that a terminal would obey."""
    from analystkit.writing.files import clean_text

    print(clean_text(f"analystkit: {message}"), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
