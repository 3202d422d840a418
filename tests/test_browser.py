"""The browser that tests look through notices what it is there to notice."""

import re
from pathlib import Path

import pytest
from browser import OpenPage

IMAGE = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">'


def test_a_page_that_keeps_to_itself_passes(open_offline: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "a page.html").write_text(f"<title>Calm</title>{IMAGE}<script>console.log('fine')</script>", encoding="utf-8")
    with open_offline((tmp_path / "a page.html").as_uri()) as page:
        assert page.title() == "Calm"


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<img src='https://evil.test/x.png'>", "asked for https://evil.test/x.png"),
        ("<b style='background:url(http://192.0.2.1/x)'>x</b>", "asked for http://192.0.2.1/x"),
        ("<script>new WebSocket('ws://evil.test/x')</script>", "asked for ws://evil.test/x"),
        ("<script>fetch('https://evil.test/x').catch(() => 0)</script>", "asked for https://evil.test/x"),
        ("<script>nothing.at.all</script>", "threw .*nothing is not defined"),
        ("<script>console.error('not drawn')</script>", "logged not drawn"),
        ("<img src=x onerror=alert(1)>", "asked '1'"),
    ],
)
def test_a_page_that_asks_for_something_or_logs_an_error_fails(open_offline: OpenPage, tmp_path: Path, markup: str, problem: str) -> None:
    (tmp_path / "x.html").write_text(f"<body>{markup}</body>", encoding="utf-8")
    with pytest.raises(AssertionError, match="does not keep to itself") as caught, open_offline((tmp_path / "x.html").as_uri()) as page:
        page.wait_for_load_state("networkidle")
    assert re.search(problem, "\n".join(caught.value.__notes__))
    assert (tmp_path / "page.png").stat().st_size > 0
