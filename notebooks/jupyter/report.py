"""Run a notebook on given articles and write it as one HTML page that can be sent: what `make report` does.

The page holds its figures and plotly.js itself; opened from disk it asks no network for anything, and its policy lets no other
script run. It names the articles and the folder written into as they were named to this command, and nothing else of the machine.
"""

import argparse
import ast
import base64
import hashlib
import os
import re
import sys
import warnings
from pathlib import Path
from textwrap import shorten
from typing import Any, NoReturn

from analystkit.writing.files import WriteError, clean_text, replace_file

FOLDER = Path(__file__).resolve().parents[1]
TEMPLATE = Path(__file__).with_name("report.html.j2")
PLOTLY = "application/vnd.plotly.v1+json"
SHOWN = (PLOTLY, "text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain")  # the first that an output has
QUIET = ["--log-level=CRITICAL"]  # else a kernel warns of its unencrypted line, within this machine, and of its end
DRAW = """
for (const figure of document.querySelectorAll(".figure")) {
  const {data, layout, config} = JSON.parse(figure.textContent);
  Plotly.newPlot(figure, data, layout, config);
}
"""
# The heading that a notebook begins with: "# Where did the reported events happen?"
HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)


class ReportError(ValueError):
    """The page cannot be written as it was asked for; the message says what to change."""


def write_report(name: str, *, articles: str = "", out: str = "", values: dict[str, Any] | None = None) -> Path:
    """Run a notebook and write its page, and return the path; the notebook's own files go beside it.

    Parameters
    ----------
    name
        The notebook, as 03_count_events.
    articles
        The file or folder to read, relative to the working directory; where it is empty, what the notebook names itself.
    out
        The folder to write into; where it is empty, briefing/ and the notebook's name.
    values
        Further parameters of the notebook, by name.

    Raises
    ------
    ReportError
        There is no such notebook, parameter or file, nothing in the file can be read, or the notebook stopped with an error.
    WriteError
        The page cannot be written there.
    """
    path = _find_notebook(name)
    if articles and not Path(articles).expanduser().exists():
        raise ReportError(f"ARTICLES: {articles!r} does not exist; name a file or folder on this machine")

    import nbformat
    from papermill import inspect_notebook

    notebook = nbformat.read(path, as_version=4)  # papermill would take braces in a path for a pattern
    known = {parameter: _parse(str(entry["default"])) for parameter, entry in inspect_notebook(notebook).items()}
    folder = Path(out or os.path.relpath(FOLDER.parent / "briefing" / path.stem)).expanduser()
    given = dict(values or {})
    if articles:
        given["ARTICLES"] = articles
    if unknown := sorted(given.keys() - known.keys()):
        raise ReportError(f"{path.stem} has no parameter {unknown[0]}; it has {', '.join(known) or 'none'}")
    shown = {key: value for key, value in (known | given).items() if key != "OUT" and value not in (None, "", [], {})}
    if articles:
        _require_readable(articles, given)
    paths = {"ARTICLES": articles, "OUT": str(folder)}
    page = folder / f"{path.stem}.html"
    with replace_file(page) as temporary:
        run = _run(path.stem, notebook, given | {key: _lead_to(value) for key, value in paths.items() if value and key in known})
        temporary.write_text(_render(run, shown), encoding="utf-8")
    return page


def _find_notebook(name: str) -> Path:
    names = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
    stem = Path(name).name.removesuffix(".ipynb")
    if stem not in names:
        raise ReportError(f"NOTEBOOK: {name!r} is none of {', '.join(names)}" if name else f"NOTEBOOK: name one of {', '.join(names)}")
    return FOLDER / f"{stem}.ipynb"


def _require_readable(articles: str, values: dict[str, Any]) -> None:
    """Refuse articles of which none can be read: a page of nothing would replace an earlier one."""
    from analystkit.reading.articles import ArticleError, read_articles

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the notebook itself shows them
            table = read_articles(
                Path(articles).expanduser(),
                published=values.get("PUBLISHED"),
                columns=values.get("COLUMNS"),
                date_order=values.get("DATE_ORDER"),
            )
    except ArticleError as error:
        raise ReportError(f"ARTICLES: {error}") from error
    if table["problem"].notna().all():
        why = f": {table['problem'].iloc[0]}" if len(table) else ""
        raise ReportError(f"ARTICLES: nothing in {articles!r} can be read{why}")


def _lead_to(path: str) -> str:
    """Give a path as it is from the folder that notebooks run in; an absolute one stays."""
    whole = Path(path).expanduser()
    return str(whole) if whole.is_absolute() else os.path.relpath(whole, FOLDER)


def _run(name: str, notebook: Any, parameters: dict[str, Any]) -> Any:
    from nbclient.exceptions import DeadKernelError
    from papermill import PapermillExecutionError, execute_notebook

    os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"  # what the page is made from, whatever the shell has set
    try:
        return execute_notebook(notebook, None, parameters, cwd=FOLDER, stderr_file=sys.stderr, extra_arguments=QUIET)
    except PapermillExecutionError as error:
        cell = shorten(error.source, 50, placeholder=" ...")
        raise ReportError(f"{name} stopped at `{cell}`: {error.ename}: {error.evalue} (`make lab` opens it)") from error
    except DeadKernelError as error:
        raise ReportError(f"{name} was ended by the system, likely for want of memory; give it fewer articles") from error


def _render(notebook: Any, parameters: dict[str, Any]) -> str:
    from nbconvert import HTMLExporter
    from plotly.offline import get_plotlyjs
    from traitlets.config import Config

    config = Config({"NbConvertBase": {"display_data_priority": list(SHOWN)}})
    exporter = HTMLExporter(config=config, template_file=str(TEMPLATE), exclude_anchor_links=True)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    scripts = [get_plotlyjs(), DRAW] if any(PLOTLY in output.get("data", ()) for output in outputs) else []
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)
    heading = HEADING.search(notebook.cells[0].source)
    resources = {
        "title": heading[1] if heading else "Notebook",
        "policy": (
            f"default-src 'none'; script-src {hashes or repr('none')}; style-src 'unsafe-inline'; img-src data: blob:; connect-src data:; "
            "base-uri 'none'; form-action 'none'"
        ),
        "scripts": scripts,
        "parameters": parameters,
    }
    return str(exporter.from_notebook_node(notebook, resources)[0])


def _parse(value: str) -> Any:
    """Read a value as Python would, else as the text it is: 3, None, ["air_strike"], week."""
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value


def read_columns(pairs: list[str]) -> dict[str, str]:
    """Read what `--column` names, as `analystkit brief` does: {"date": "When"} of ["date=When"]."""
    wrong = next((pair for pair in pairs if not all(pair.partition("="))), None)
    if wrong is not None:
        raise ReportError(f"--column: {wrong!r} names no two columns; write it as date=When")
    return {ours: yours for ours, _, yours in (pair.partition("=") for pair in pairs)}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise ReportError(message)


def main() -> int:
    """Run the command and return its exit status."""
    parser = _Parser(description="Run a notebook on given articles and write it as one HTML page that can be sent.")
    parser.add_argument("notebook", help="its name, as 03_count_events")
    parser.add_argument("--articles", default="", metavar="PATH", help="file or folder to read (what the notebook names itself)")
    parser.add_argument("--out", default="", metavar="DIR", help="folder to write into (briefing/ and the notebook's name)")
    parser.add_argument("--column", action="append", default=[], metavar="OURS=YOURS", help="your column for ours, as date=When")
    parser.add_argument("-p", dest="values", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"), help="another parameter")
    try:
        options = parser.parse_args()
        values = {name: _parse(value) for name, value in options.values}
        if options.column:
            values["COLUMNS"] = read_columns(options.column)
        page = write_report(options.notebook, articles=options.articles, out=options.out, values=values)
    except (ReportError, WriteError) as error:
        print(clean_text(f"report: {error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("report: stopped; no page was written", file=sys.stderr)
        return 130
    print(clean_text(f"Open {page}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
