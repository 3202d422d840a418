"""Draw every figure of the package from the demonstration data, and gallery.md that shows them with their code: `make gallery`."""

import shutil
import subprocess
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from PIL import Image

TARGET = Path(__file__).with_suffix(".md")
PICTURES = Path(__file__).with_suffix("")
ARTICLES = TARGET.parents[1] / "data" / "articles.csv"
WIDTH, COLOURS = 1400, 192  # pixels; colours of a palette: the same to the eye in a fraction of the bytes
SLIDES = (2, 4, 5, 6)  # of the deck: key numbers, map, frequency, the gravest events
SETUP = """import analystkit as ak

articles = ak.read_articles("data/articles.csv")
_, reports, _ = ak.extract(articles)
events = ak.link_events(reports, articles)"""


class Shown(NamedTuple):
    """A figure of the page: the file it is drawn into, what it shows, and the code that draws it."""

    file: str
    title: str
    shows: str
    code: str


FIGURES = (
    Shown(
        "map.png",
        "Where",
        "Colour and shape tell the type, size the number of reports; what is only known to lie somewhere in an area is shaded.",
        'ak.write_map(events, "map.png", note="demonstration data")  # .html: with filters, and the evidence at a click',
    ),
    Shown(
        "strikes.png",
        "Where, of one type, by toll",
        "The air strikes alone, framed by where they are; size tells the lowest number of people killed that is told.",
        'strikes = ak.select_events(events, types=["air_strike"])\n'
        'ak.write_map(strikes, "strikes.png", size="killed", note="demonstration data")',
    ),
    Shown(
        "frequency.png",
        "How often",
        "Empty months are there, months in part are told from whole ones, and the articles published stand beside the events.",
        'counts = ak.count_events(events, articles, freq="month")\nak.write_frequency(counts, "frequency.png", note="demonstration data")',
    ),
    Shown(
        "rolling.png",
        "How often, evened out",
        "Weeks, with the mean of four of them where all four were collected whole.",
        'weeks = ak.count_events(events, articles, freq="week")\n'
        'ak.write_frequency(weeks, "rolling.png", rolling=4, note="demonstration data")',
    ),
    Shown(
        "cumulative.png",
        "How many so far",
        "Each bar is the sum up to its month, from the first that was collected.",
        'ak.write_frequency(counts, "cumulative.png", cumulative=True, note="demonstration data")',
    ),
    Shown(
        "killed.png",
        "How many killed",
        "The sum of the lowest numbers told, which one event can make, beside the number of events with at least one person killed.",
        'ak.write_frequency(counts, "killed.png", measure="killed", note="demonstration data")',
    ),
    Shown(
        "attacks.png",
        "How many strikes",
        "The strikes that articles number, which are no events: one event may be forty of them, and most tell no number.",
        'ak.write_frequency(counts, "attacks.png", measure="strikes", note="demonstration data")',
    ),
    Shown(
        "types.png",
        "How often, by type",
        "Small multiples, those with most events first, on the same axes from zero.",
        'by_type = ak.count_events(events, articles, freq="month", by="event_type")\n'
        'ak.write_frequency(by_type, "types.png", note="demonstration data")',
    ),
    Shown(
        "actors.png",
        "How often, by actor",
        "Who did it as the articles say, each with what that rests on: stated as fact, claimed, attributed or disputed.",
        'by_actor = ak.count_events(events, articles, freq="month", by="actor_id")\n'
        'ak.write_frequency(by_actor, "actors.png", note="demonstration data")',
    ),
    Shown(
        "spot.png",
        "Which of its namesakes",
        "The small map beside a report under review: where it was put, and where else the name of its place could mean.",
        "from analystkit.display.spotmaps import draw_spots\n\n"
        'namesakes = [found.place for found in ak.load_gazetteer().find_candidates("Hama")]\n'
        'open("spot.png", "wb").write(draw_spots(namesakes))',
    ),
    Shown(
        "deck.png",
        "Slides",
        "Four of the slides; charts are PowerPoint's own and can be edited there, and the notes hold the sentence behind each event.",
        'tables = {"counts": counts, "articles": articles, "reports": reports}  # and template="ours.pptx": in your own design\n'
        'ak.write_deck(events, "deck.pptx", **tables, note="demonstration data", marking="UNCLASSIFIED // demonstration")',
    ),
)


def build_page() -> str:
    """Build the page: each figure with its sentence and its code."""
    lines = [
        "# Gallery",
        "",
        "Every figure that the package draws, from the demonstration data: invented articles about real events, no source on the war.",
        "`make gallery` draws them anew and writes this page. Each rests on these lines:",
        "",
        *("```python", SETUP, "```"),
    ]
    for figure in FIGURES:
        lines += [
            *("", f"## {figure.title}", "", figure.shows, ""),
            *(f"![{figure.title}: {figure.shows}](gallery/{figure.file})", ""),
            *("```python", figure.code, "```"),
        ]
    return "\n".join(lines) + "\n"


def draw_figures(folder: Path) -> None:
    """Run the code of the page in a folder."""
    names: dict[str, Any] = {}
    run_code(SETUP.replace("data/articles.csv", ARTICLES.as_posix()), names)
    with chdir(folder):
        for figure in FIGURES:
            run_code(figure.code, names)


def run_code(code: str, names: dict[str, Any]) -> None:
    """Run lines of this page."""
    exec(compile(code, TARGET.name, "exec"), names)  # noqa: S102 -- our own lines


def photograph_slides(deck: Path, picture: Path) -> bool:
    """Put some slides of a deck into one picture, by LibreOffice; False where that is not installed."""
    office, printer = shutil.which("soffice"), shutil.which("pdftoppm")
    if not (office and printer):
        return False
    profile = (deck.parent / "profile").as_uri()
    convert = [office, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", str(deck.parent), str(deck)]
    subprocess.run(convert, check=True, capture_output=True)  # noqa: S603 -- a program of this machine and a file of ours
    print_pages = [printer, "-r", "72", "-png", str(deck.with_suffix(".pdf")), str(deck.parent / "slide")]
    subprocess.run(print_pages, check=True, capture_output=True)  # noqa: S603 -- the same
    pages = sorted(deck.parent.glob("slide-*.png"))
    images = [Image.open(pages[number - 1]).convert("RGB") for number in SLIDES]
    width, height = images[0].size
    whole = Image.new("RGB", (2 * width + 12, 2 * height + 12), "#b0b0b0")
    for number, image in enumerate(images):
        whole.paste(image, (number % 2 * (width + 12), number // 2 * (height + 12)))
    whole.save(picture)
    return True


def shrink_picture(drawn: Path, target: Path) -> None:
    """Write a picture at the width of a page and in a palette that keeps the colour of a mark of which there are few."""
    with Image.open(drawn) as picture:
        width = min(WIDTH, picture.width)
        small = picture.convert("RGB").resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE).save(target, optimize=True)


def write_gallery() -> None:
    """Draw the figures and write the page."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        draw_figures(folder)
        if not photograph_slides(folder / "deck.pptx", folder / "deck.png"):
            print("deck.png stays as it is: to photograph slides takes LibreOffice (soffice) and pdftoppm")
        for figure in FIGURES:
            if (folder / figure.file).exists():
                shrink_picture(folder / figure.file, PICTURES / figure.file)
    TARGET.write_text(build_page(), encoding="utf-8")


if __name__ == "__main__":
    write_gallery()
