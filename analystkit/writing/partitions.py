"""Partitions: more articles than one machine reads, file by file on the workers of a Dask cluster."""

import json
import logging
import posixpath
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

import pandas as pd
from tqdm import tqdm

from analystkit.errors import ArgumentError, MissingExtraError, MissingFileError
from analystkit.gazetteers.gazetteer import load_gazetteer
from analystkit.language.eventtypes import load_event_types
from analystkit.reading.articles import ArticleError, ArticleWarning, check_options, list_unread, read_articles
from analystkit.reading.rows import show_name
from analystkit.reports.batches import Reader
from analystkit.reports.reports import extract
from analystkit.tables import build_table
from analystkit.writing.files import WriteError
from analystkit.writing.formats import write_table
from analystkit.writing.shelves import hash_reader

if TYPE_CHECKING:
    from distributed import Client

TABLES = ("reports", "left_out")
RECEIPTS = "receipts"
NOTHING: dict[str, Any] = {"articles": 0, "read": 0, "left_out": 0, "reports": 0, "warnings": []}  # told of a file that was not read
READING = Lock()  # what is warned of can be caught by one thread of a worker at a time


@dataclass(frozen=True)
class Order:
    """What is asked of every partition: how its articles are read and what events are looked for."""

    gazetteer: Sequence[str] = ()
    event_types: Sequence[str] = ()
    published: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    date_order: str | None = None

    def identify(self) -> str:
        """Identify what a reading rests on, so that none of another order is taken for it."""
        reader = Reader(load_gazetteer(self.gazetteer or None), load_event_types(self.event_types or None), places=False)
        return "-".join([hash_reader(reader), str(self.published), repr(self.columns), str(self.date_order)])


def extract_partitions(
    articles: str | Sequence[str],
    out: str,
    *,
    scheduler: "str | Client | None" = None,
    workers: int | None = None,
    gazetteer: Sequence[str] = (),
    event_types: Sequence[str] = (),
    published: str | None = None,
    columns: Mapping[str, str] | None = None,
    date_order: str | None = None,
    resume: bool = False,
    progress: bool = False,
) -> pd.DataFrame:
    """Extract reports file by file on the workers of a Dask cluster; one row of the result is one file.

    Each file is a partition that one worker reads, and gives `reports/NAME.parquet` and `left_out/NAME.parquet` under `out`, then
    `receipts/NAME.json`, which says that it is done. The rows and ids are those of one process, but that copies
    of an article in two files are not known from each other. A worker that is lost costs what it was reading, which another reads again.

    Parameters
    ----------
    articles
        URLs or paths of files that `read_articles` reads, with wildcards: "s3://bucket/articles/*.parquet". Parquet of some thousands of
        articles a file serves best.
    out
        URL or path of a folder.
    scheduler
        Address of a Dask scheduler, as tcp://host:8786, or a client of one; None takes the cores of this machine.
    workers
        Without a scheduler, how many processes of this machine read; None takes one a core.
    gazetteer, event_types
        Files, under paths that every worker can read.
    published, columns, date_order
        As `read_articles` takes them.
    resume
        Pass over files whose receipt is of this order and of the file as it is now.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    DataFrame
        `file`, `articles`, `read`, `left_out` and `reports` (numbers), `problem` of a file that could not be read, or not all of it.

    Raises
    ------
    MissingExtraError
        Dask is not installed.
    ValueError
        `published`, `columns` or `date_order` hold what they may not, or there is no scheduler at the address.
    FileNotFoundError
        Nothing matches `articles`.
    WriteError
        `out` cannot be written; what was read before stays, for `resume`.

    Warns
    -----
    ArticleWarning
        As `read_articles` does, wherever the file was read.

    Examples
    --------
    >>> extract_partitions("no_such_folder/*.parquet", "out")
    Traceback (most recent call last):
    analystkit.errors.MissingFileError: articles: no file matches 'no_such_folder/*.parquet'; write a folder's files as FOLDER/*.parquet
    """
    _require_dask()
    check_options(published, columns or {}, date_order)
    order = Order(tuple(gazetteer), tuple(event_types), published, tuple(sorted((columns or {}).items())), date_order)
    files = _list_files([articles] if isinstance(articles, str) else articles)
    identity = order.identify()
    names = _name_partitions(files)
    done = _read_receipts(out, identity) if resume else {}
    waiting = {file: name for file, name in names.items() if file not in done or done[file]["checksum"] != _identify_file(file)}
    receipts = {file: receipt for file, receipt in done.items() if file in names and file not in waiting}
    with _open_client(scheduler, workers) as client, tqdm(total=len(waiting), desc="reading", unit="file", disable=not progress) as bar:
        for receipt in _run(client, waiting, out, order, identity):
            receipts[receipt["file"]] = receipt
            for message in receipt["warnings"]:
                warnings.warn(ArticleWarning(message), stacklevel=2)
            bar.update()
    columns_told = ("file", "articles", "read", "left_out", "reports", "problem")
    return pd.DataFrame([[receipts[file].get(name) for name in columns_told] for file in names], columns=list(columns_told))


def _run(client: "Client", waiting: Mapping[str, str], out: str, order: Order, identity: str) -> Iterator[dict[str, Any]]:
    """Have each file read, and give its receipt; one over which worker after worker dies costs itself and no other."""
    from distributed import KilledWorker, as_completed

    futures = {
        client.submit(extract_partition, file, name, out, order, identity, key=f"{show_name(name)}-{identity}", pure=False): file
        for file, name in waiting.items()
    }
    try:
        for future in as_completed(list(futures)):
            file = futures[future]
            try:
                yield future.result()
            except KilledWorker:
                problem = f"{show_name(file)}: the workers that read it died; split it, or give them more memory, and add --resume"
                yield {"file": file, **NOTHING, "problem": problem}
    finally:
        client.cancel(list(futures))


def extract_partition(file: str, name: str, out: str, order: Order, identity: str) -> dict[str, Any]:
    """Read one file and write what it tells, on a worker, and give its receipt."""
    checksum = _identify_file(file)
    tables, told = _extract_file(file, order)
    with TemporaryDirectory() as folder:
        for table in TABLES:
            written = write_table(tables[table], Path(folder) / f"{table}.parquet")
            _put(written, posixpath.join(out, table, f"{name}.parquet"))
        receipt = {"file": file, "identity": identity, "checksum": checksum, **told}
        written = Path(folder) / "receipt.json"
        written.write_text(json.dumps(receipt), encoding="utf-8")
        _put(written, posixpath.join(out, RECEIPTS, f"{name}.json"))
    return receipt


def _extract_file(file: str, order: Order) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    import fsspec

    with TemporaryDirectory() as folder, READING, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ArticleWarning)
        local = Path(folder) / posixpath.basename(file)
        copy, name = show_name(str(local)), show_name(file)
        files, path = fsspec.url_to_fs(file)
        try:
            files.get_file(path, str(local))
            read = read_articles(local, published=order.published, columns=dict(order.columns), date_order=order.date_order)  # type: ignore[arg-type]
        except FileNotFoundError:
            return _refuse(name, f"{name}: there is no such file, or the link does not lead to one")
        except OSError as error:
            return _refuse(name, f"{name}: {error.strerror or error}")
        except ArticleError as error:
            return _refuse(name, str(error).replace(copy, name))
        articles = read.assign(file=read["file"].str.replace(copy, name, regex=False))
    warned = [str(each.message).replace(copy, name) for each in caught]
    found = extract(articles, gazetteer=list(order.gazetteer) or None, event_types=list(order.event_types) or None, places=False)
    left_out = pd.concat([list_unread(articles), found.left_out], ignore_index=True)
    n_unread = int((left_out["reason_code"] != "duplicate").sum())
    unread = f"{name}: {n_unread:,} of {len(articles):,} articles could not be read; left_out/ says why" if n_unread else None
    return {"reports": found.reports, "left_out": left_out}, {
        "articles": len(articles),
        "read": len(articles) - len(left_out),
        "left_out": len(left_out),
        "reports": len(found.reports),
        "problem": unread,
        "warnings": warned,
    }


def _refuse(file: str, problem: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Give what is told of a file of which nothing could be read."""
    row = {"stage": "read", "file": file, "reason_code": "unreadable", "reason": problem}
    return {"reports": build_table([], "reports"), "left_out": build_table([row], "left_out")}, {**NOTHING, "problem": problem}


def _list_files(patterns: Sequence[str]) -> list[str]:
    """List the URLs that match, each once, in order."""
    import fsspec

    found: set[str] = set()
    for pattern in patterns:
        files, path = fsspec.url_to_fs(pattern)
        local = "file" in files.protocol
        matching = [name if local else files.unstrip_protocol(name) for name in files.glob(path) if not files.isdir(name)]
        if not matching:
            raise MissingFileError(f"articles: no file matches {pattern!r}; write a folder's files as FOLDER/*.parquet")
        found.update(matching)
    return sorted(found)


def _name_partitions(files: Sequence[str]) -> dict[str, str]:
    """Name what each file gives after its path below what all have in common: {file: name}."""
    common = posixpath.commonpath([posixpath.dirname(file) for file in files])
    return {file: posixpath.relpath(file, common).replace("/", "__").removesuffix(".parquet") for file in files}


def _identify_file(file: str) -> str:
    """Identify a file as it is now: a token that changes when it is written anew, empty while it cannot be read."""
    import fsspec

    files, path = fsspec.url_to_fs(file)
    try:
        return str(files.checksum(path))
    except OSError:
        return ""


def _read_receipts(out: str, identity: str) -> dict[str, dict[str, Any]]:
    """Read the receipts of this order: {file: receipt}."""
    import fsspec

    files, path = fsspec.url_to_fs(posixpath.join(out, RECEIPTS))
    if not files.exists(path):
        return {}
    receipts = (json.loads(files.cat_file(name)) for name in files.glob(posixpath.join(path, "*.json")))
    return {receipt["file"]: receipt for receipt in receipts if receipt["identity"] == identity}


def _put(written: Path, target: str) -> None:
    """Put a file under its final name when all of it is there."""
    import fsspec

    files, path = fsspec.url_to_fs(target)
    part = f"{path}.part"
    try:
        files.makedirs(posixpath.dirname(path), exist_ok=True)
        files.put_file(str(written), part)
        files.mv(part, path)
    except OSError as error:
        with suppress(OSError):
            files.rm_file(part)
        raise WriteError(f"out: {target!r} cannot be written ({error.strerror or error}); free what holds it, and add --resume") from error


@contextmanager
def _open_client(scheduler: "str | Client | None", workers: int | None) -> "Iterator[Client]":
    """Give a client of the scheduler; without one, of a cluster of this machine's cores, which ends with it."""
    from distributed import Client, LocalCluster

    if isinstance(scheduler, Client):
        yield scheduler
    elif scheduler is not None:
        try:
            client = Client(scheduler)
        except (OSError, ValueError) as error:
            raise ArgumentError(f"scheduler: {scheduler!r} is not there ({error}); give its address, as tcp://host:8786") from error
        with client:
            yield client
    else:
        # What its processes log in ending is nobody's concern: what goes wrong with a file is raised or that file's problem.
        local = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL)
        with local as cluster, Client(cluster) as client:
            yield client


def _require_dask() -> None:
    if find_spec("distributed") is None or find_spec("fsspec") is None:
        raise MissingExtraError("extract_partitions needs Dask; install it with: pip install 'analystkit[dask]'")
