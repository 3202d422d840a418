"""Dumps: GeoNames' files become one gazetteer file, whole or not at all, and what is no dump is told so."""

import zipfile
from pathlib import Path

import pytest

from analystkit.__main__ import main
from analystkit.gazetteers import dumps
from analystkit.gazetteers.dumps import build_gazetteer, find_feature, load_features
from analystkit.gazetteers.gazetteer import Gazetteer, GazetteerError, load_gazetteer
from analystkit.gazetteers.layers import Layer


def make_row(number: int, name: str, point: tuple[float | str, float | str], kind: str = "P.PPL", **more: object) -> str:
    """Make a row of a dump, with the columns that GeoNames serves."""
    feature_class, code = kind.split(".")
    others = {"ascii": name, "alternates": "", "country": "SY", "admin1": "", "population": 0} | more
    before = [number, name, others["ascii"], others["alternates"], *point, feature_class, code, others["country"], ""]
    return "\t".join(map(str, [*before, others["admin1"], "", "", "", others["population"], "", 0, "Asia/Damascus", "2020-01-01"]))


SYRIA = [
    make_row(
        163476, "Tall Rif‘at", (36.473, 37.097), alternates="Tel Rifaat,Тель-Рифат,TRF,https://example.org/x", admin1="09", population=20514
    ),
    make_row(900001, "Kafr Zayta ash Sharqiyah", (36.51, 37.21), admin1="09"),
    make_row(900002, "Wadi Abu Jurn", (36.52, 37.22), "H.WAD", admin1="09"),
    make_row(900003, "Minakh Air Base", (36.52, 37.04), "S.AIRB", admin1="09"),
    make_row(900004, "Funduq Sahara", (36.53, 37.05), "S.HTL", admin1="09"),
    make_row(900005, "Aleppo", (36.2, 37.2), "A.ADM1", admin1="09", population=4_000_000),
    make_row(900006, "Jarabulus District", (36.8, 38.0), "A.ADM2", alternates="Jarabulus", admin1="09", population=58_889),
    make_row(900007, "Ayn al Hajal", (33.1, 35.8), country="IL"),
    make_row(900008, "Weather", (36.54, 37.06), admin1="09"),
]
NAMES = [
    "1\t900001\ten\tEastern Kafr Zayta\t\t\t\t\t\t",
    "2\t900001\tlink\thttps://example.org/kafr-zayta\t\t\t\t\t\t",
    "3\t900001\tar\tكفر زيتا\t\t\t\t\t\t",
    "4\t555\ten\tElsewhere\t\t\t\t\t\t",
    "5\t900001\tpiny\tKafu Zhaita\t\t\t\t\t\t",
]


def write_dump(path: Path, rows: list[str]) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def write_zip(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dumps")
    syria = write_zip(folder / "SY.zip", {"readme.txt": "about", "SY.txt": "\n".join(SYRIA) + "\n"})
    again = write_dump(
        folder / "cities500.txt", [make_row(163476, "Other", (1.0, 2.0)), make_row(900009, "Tall Qarah", (36.6, 37.3), admin1="09")]
    )
    names = write_zip(folder / "alternateNamesV2.zip", {"iso-languagecodes.txt": "", "alternateNamesV2.txt": "\n".join(NAMES) + "\n"})
    assert build_gazetteer([names, syria, again], folder / "syria.gazetteer").places == 8
    assert {path.name for path in folder.iterdir()} == {"SY.zip", "cities500.txt", "alternateNamesV2.zip", "syria.gazetteer"}
    return folder / "syria.gazetteer"


@pytest.fixture(scope="module")
def gazetteer(built: Path) -> Gazetteer:
    return load_gazetteer(built)


def test_a_place_of_a_dump_stands_for_the_one_of_the_same_id_below(gazetteer: Gazetteer) -> None:
    (place,) = {candidate.place for candidate in gazetteer.find_candidates("Tel Rifaat")}
    assert (place.place_id, place.name, place.population) == ("gn:163476", "Tall Rif‘at", 20514)
    assert (place.latitude, place.longitude, place.precision, place.uncertainty_km) == (36.473, 37.097, "settlement", 4.0)
    assert (place.country, place.admin1_id) == ("SY", "iso:SY-HL")
    assert gazetteer.get_place("gn:163476") == place
    assert load_gazetteer().get_place("gn:163476").name != ""


@pytest.mark.parametrize(
    ("name", "match", "feature", "precision", "uncertainty_km"),
    [
        ("Kafr Zayta al-Sharqiyeh", "variant", "PPL", "settlement", 2.0),
        ("Eastern Kafr Zayta", "exact", "PPL", "settlement", 2.0),
        ("Wadi Abu Jurn", "exact", "WAD", "district", 25.0),
        ("Minakh Air Base", "exact", "AIRB", "site", 3.0),
        ("Jarabulus District", "exact", "ADM2", "district", 25.0),
        ("Tall Qarah", "exact", "PPL", "settlement", 2.0),
    ],
)
def test_a_feature_is_kept_as_the_codes_say(
    gazetteer: Gazetteer, name: str, match: str, feature: str, precision: str, uncertainty_km: float
) -> None:
    found = [c for c in gazetteer.find_candidates(name) if c.place.place_id.startswith("gn:9000")]
    assert [(c.match, c.place.feature, c.place.precision, c.place.uncertainty_km) for c in found] == [
        (match, feature, precision, uncertainty_km)
    ]


@pytest.mark.parametrize(
    "name", ["Funduq Sahara", "Kafu Zhaita", "TRF", "https://example.org/x", "https://example.org/kafr-zayta", "كفر زيتا"]
)
def test_what_is_no_place_or_no_name_of_news_is_not_kept(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find_candidates(name) == []


def test_provinces_stay_those_of_the_package_and_districts_give_way_to_their_towns(gazetteer: Gazetteer) -> None:
    assert "gn:900005" not in {c.place.place_id for c in gazetteer.find_candidates("Aleppo")}
    first, *others = gazetteer.find_candidates("Jarabulus")
    assert first.place.feature == "PPL"
    assert "gn:900006" in {c.place.place_id for c in others if c.place.precision == "district"}


def test_a_place_in_a_disputed_area_has_the_code_of_its_list(gazetteer: Gazetteer) -> None:
    assert gazetteer.get_place("gn:900007").country == "SY"


def test_a_hamlet_with_the_name_of_a_word_is_one_and_a_city_of_the_package_stays_a_name(gazetteer: Gazetteer, tmp_path: Path) -> None:
    assert gazetteer.is_common_word("Weather")
    assert not load_gazetteer().is_common_word("Weather")
    build_gazetteer([write_dump(tmp_path / "IQ.txt", [make_row(1, "Paris", (33.0, 44.0), country="IQ")])], tmp_path / "iraq")
    assert not load_gazetteer(tmp_path / "iraq").is_common_word("Paris")


def test_misspelt_names_of_a_dump_are_found(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_fuzzy("Minakh Air Basse", ["SY"])[0].place.place_id == "gn:900003"


def test_the_codes_say_of_every_feature_what_it_is_or_that_it_is_left_out() -> None:
    assert find_feature("P", "PPL", 2_000_000) == (1_000_000, "settlement", 15.0)
    assert find_feature("P", "PPLH", 0) is None
    assert find_feature("S", "HTL", 0) is None
    assert find_feature(None, None, 0) is None
    for rows in load_features().values():
        assert all(row.precision in ("", "site", "settlement", "district", "region") and row.uncertainty_km >= 0 for row in rows)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([make_row(1, "X", (136.2, 37.0))], "geonameid 1 lies at 136.2, 37.0"),
        ([make_row(1, "X", (36.2, -237.0))], "geonameid 1 lies at 36.2, -237.0"),
        ([make_row(1, "X", ("nan", 37.0))], "geonameid 1 lies at nan"),
        ([make_row(1, "X", ("north", 37.0))], "no whole GeoNames dump.*north"),
        ([make_row(1, "X", (36.2, 37.0)), "2\tY"], "no whole GeoNames dump.*2"),
        (["AD.06\tSant Julià\tSant Julia\t3039162"], "first line has 4 columns"),
        (["name,latitude,longitude"], "first line has 1 columns"),
        ([""], "no GeoNames dump"),
        ([make_row(1, "X", (36.2, 37.0), "S.HTL")], "hold no place to keep"),
        (NAMES, "hold no place to keep"),
    ],
)
def test_what_is_no_dump_is_told_and_leaves_nothing(tmp_path: Path, rows: list[str], told: str) -> None:
    dump = write_dump(tmp_path / "SY.txt", rows)
    with pytest.raises(GazetteerError, match=told):
        build_gazetteer([dump], tmp_path / "out")
    assert list(tmp_path.iterdir()) == [dump]


def test_nul_bytes_in_a_dump_make_no_name(tmp_path: Path) -> None:
    build_gazetteer(
        [write_dump(tmp_path / "SY.txt", [make_row(1, "X\0Y", (36.2, 37.0)), make_row(2, "Zalqa", (36.2, 37.0))])], tmp_path / "out"
    )
    laid = load_gazetteer(tmp_path / "out", alone=True)
    assert [c.place.place_id for c in laid.find_candidates("Zalqa")] == ["gn:2"]


def test_a_packed_file_with_no_dump_in_it_is_told(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "SY.zip", {"readme.txt": "about", "a.txt": "1", "b.txt": "2"})
    with pytest.raises(GazetteerError, match=r"SY\.zip.*holds \['a\.txt', 'b\.txt', 'readme\.txt'\]"):
        build_gazetteer([path], tmp_path / "out")


def test_a_packed_file_that_would_fill_the_disk_is_not_unpacked(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "SY.zip", {"SY.txt": "0" * 50_000_000})
    with pytest.raises(GazetteerError, match="would become 50,000,000 bytes"):
        build_gazetteer([path], tmp_path / "out")


def test_a_cut_packed_file_is_told(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "SY.zip", {"SY.txt": "\n".join(SYRIA)})
    whole.write_bytes(whole.read_bytes()[:-30])
    with pytest.raises(GazetteerError, match="no GeoNames dump"):
        build_gazetteer([whole], tmp_path / "out")


def test_a_dump_is_not_replaced_by_what_is_made_of_it(tmp_path: Path) -> None:
    dump = write_dump(tmp_path / "SY.txt", SYRIA)
    with pytest.raises(GazetteerError, match="would be replaced"):
        build_gazetteer([dump], dump)


def test_when_it_is_stopped_nothing_is_left_and_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dump, out = write_dump(tmp_path / "SY.txt", SYRIA), tmp_path / "out"
    out.write_text("earlier")

    def stop() -> dict[str, int]:
        raise KeyboardInterrupt

    monkeypatch.setattr(dumps, "_find_suspects", stop)
    with pytest.raises(KeyboardInterrupt):
        build_gazetteer([dump], out)
    assert out.read_text() == "earlier"
    assert set(tmp_path.iterdir()) == {dump, out}


@pytest.mark.parametrize("keep", [4, 100, 0.5, 0.99])
def test_a_cut_gazetteer_file_is_told(built: Path, tmp_path: Path, keep: float) -> None:
    whole = built.read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(whole[: int(keep * len(whole)) if keep < 1 else int(keep)])
    with pytest.raises(GazetteerError, match=r"cut.*build it anew"):
        load_gazetteer(path)


def test_the_file_is_the_same_every_time(built: Path, tmp_path: Path) -> None:
    build_gazetteer([built.parent / name for name in ("alternateNamesV2.zip", "SY.zip", "cities500.txt")], tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == built.read_bytes()


def test_blocks_give_what_one_gives(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "BLOCK", 600)
    build_gazetteer([built.parent / name for name in ("alternateNamesV2.zip", "SY.zip", "cities500.txt")], tmp_path / "again")
    again, once = load_gazetteer(tmp_path / "again"), load_gazetteer(built)
    for name in ("Tel Rifaat", "Kafr Zayta al-Sharqiyeh", "Minakh Air Base", "Eastern Kafr Zayta", "Tall Qarah", "Other"):
        assert again.find_candidates(name) == once.find_candidates(name)


def test_a_layer_of_no_places_finds_nothing(built: Path) -> None:
    layer = load_gazetteer(built)._layers[0]
    assert isinstance(layer, Layer)
    assert layer.find_id("gn:0") is None
    assert layer.list_skeletons("ZZ") == {}


def test_the_command_builds_and_says_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = write_dump(tmp_path / "SY.txt", SYRIA)
    assert main(["gazetteer", "build", str(dump), "--out", str(tmp_path / "syria")]) == 0
    assert "7 places" in capsys.readouterr().err
    assert main(["gazetteer", "build", str(tmp_path / "none.zip"), "--out", str(tmp_path / "syria")]) == 2
    assert "none.zip" in capsys.readouterr().err
    article = tmp_path / "a.txt"
    article.write_text("Shells hit Tel Rifaat, Syria.")
    arguments = ["places", str(article), "-o", str(tmp_path / "places.csv")]
    assert main([*arguments, "--gazetteer", str(tmp_path / "syria"), "--gazetteer-only"]) == 0
    assert "Tall Rif‘at" in (tmp_path / "places.csv").read_text()
    assert main([*arguments, "--gazetteer", str(dump)]) == 2
    assert "gazetteer build" in capsys.readouterr().err
