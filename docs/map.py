"""Draw map.png, the picture in README.md, from the demonstration data: `make picture`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

import analystkit as ak

TARGET = Path(__file__).with_suffix(".png")
ARTICLES = TARGET.parents[1] / "data" / "articles.csv"
COLOURS = 256  # that a palette holds: the same to the eye in a third of the bytes


def write_picture() -> None:
    """Read the demonstration articles and write the map of their air strikes, its colours brought down to a palette."""
    articles = ak.read_articles(ARTICLES)
    _, reports, _ = ak.extract(articles)
    events = ak.link_events(reports, articles)
    strikes = events[events["event_type"] == "air_strike"]  # few enough to be read at the width of a page
    with TemporaryDirectory() as folder:
        drawn = ak.write_map(
            strikes, Path(folder) / TARGET.name, title="Where the reported air strikes happened", note="demonstration data"
        )
        with Image.open(drawn) as picture:
            picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(TARGET, optimize=True)


if __name__ == "__main__":
    write_picture()
