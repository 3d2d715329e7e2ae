"""Maps: what they fill, and how a wrong one is told."""

from pathlib import Path

import pytest

from rmdesk.exchange.kinds import KINDS
from rmdesk.exchange.mapping import ImportMap, bind, read_map
from rmdesk.model.errors import BadInput

FIELDS = KINDS["holdings"].fields.keys()
COLUMNS = ["Series", "Symbol", "Title", "Box"]


def map_of(folder: Path, text: str) -> ImportMap:
    path = folder / "map.toml"
    path.write_text(text, "utf-8")
    return read_map(path, FIELDS)


def test_columns_constants_and_templates_fill_our_fields(tmp_path: Path) -> None:
    read = map_of(
        tmp_path,
        """
        [columns]
        title = "Title"
        [constants]
        kind = "file"
        keywords = ["a; b", "c"]
        [templates]
        identifier = "{Series}, {Symbol}"
        container = "Box {Box}"
        """,
    )
    binding = bind(read, COLUMNS, FIELDS, tmp_path / "in.csv")
    filled = binding.fill({"Series": "A6119", "Symbol": " 608 ", "Title": " Minutes ", "Box": ""})
    assert filled == {
        "title": "Minutes",
        "kind": "file",
        "keywords": ["a; b", "c"],
        "identifier": "A6119, 608",
        "container": "",
    }


def test_without_a_map_columns_go_by_their_names(tmp_path: Path) -> None:
    columns = ["Date From", "TITLE", "extent-m", "Remarks", "status"]
    binding = bind(ImportMap(), columns, FIELDS, tmp_path)
    assert binding.columns == {"date_from": "Date From", "title": "TITLE", "extent_m": "extent-m"}
    assert binding.left_out == ("Remarks", "status")
    with pytest.raises(BadInput, match="both mean title"):
        bind(ImportMap(), ["title", "Title "], FIELDS, tmp_path)
    with pytest.raises(BadInput, match="no column named"):
        bind(ImportMap(), ["A", "B"], FIELDS, tmp_path)


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("[columns]\ntitel = 'T'", "columns.titel", "(did you mean title?); known: barcode"),
        ("[columns]\ntitle = 3", "columns.title", "title is 3; accepted: the name of a column"),
        ("[columns]\ntitle = []", "columns.title", "title is []; accepted: the name of a column"),
        ("columns = 1", "columns", "columns must be a table"),
        ("[colums]\ntitle = 'T'", "colums", "(did you mean columns?)"),
        ("title = 'Title'", "title", "known: columns, constants, templates, file, map"),
        ("[columns]\ntitle='T'\n[constants]\ntitle='x'", "constants.title", "by [columns] already"),
        ("[templates]\ntitle = 'no hole'", "templates.title", "a text with holes such as"),
        ("[templates]\ntitle = '{open'", "templates.title", "a text with holes such as"),
        ("[constants]\ntitle = {a = 1}", "constants.title", "a text, a number, true or false"),
        ("[file]\nheader_row = -1", "file.header_row", "a whole number from 0 to 1,000"),
        ("[file]\nheader = 2", "file.header", "(did you mean header_row?)"),
        ("[file]\nencoding = 'klingon'", "file.encoding", "an encoding such as utf-8"),
        ("[file]\nencoding = 'base64'", "file.encoding", "an encoding such as utf-8"),
        ("[file]\ndelimiter = ';;'", "file.delimiter", "one sign, such as ; or a tab"),
        ("[file]\nfill_down = 'Box'", "file.fill_down", "a list of: a text in quotes"),
        ("[map]\nabout = 'x'", "map.about", "known: title, kind, signature, also, refused"),
    ],
)
def test_a_wrong_map_names_its_file_its_key_and_what_is_accepted(
    tmp_path: Path, text: str, key: str, hint: str
) -> None:
    with pytest.raises(BadInput) as caught:
        map_of(tmp_path, text)
    assert caught.value.file.endswith("map.toml")
    assert caught.value.field_name == key
    assert str(tmp_path / "map.toml") in caught.value.message
    assert hint in caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        b"[columns\n",
        b"\xff\xfe",
        b"title = \n",
        b"a = " + b"[" * 100_000,
        b"a = " + b"9" * 5_000,
        b"#" * 2_000_000,
    ],
)
def test_what_is_no_toml_is_said_plainly(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "map.toml").write_bytes(data)
    with pytest.raises(BadInput, match="map cannot be read"):
        read_map(tmp_path / "map.toml", FIELDS)
    with pytest.raises(BadInput, match="map cannot be read"):
        read_map(tmp_path / "absent.toml", FIELDS)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[columns]\ntitle='Titel'", "columns.title"),
        ("[templates]\ntitle='{Titel}'", "templates.title"),
    ],
)
def test_a_column_that_the_file_has_not_is_told_with_those_it_has(
    tmp_path: Path, text: str, key: str
) -> None:
    with pytest.raises(BadInput) as caught:
        bind(map_of(tmp_path, text), COLUMNS, FIELDS, tmp_path / "in.csv")
    assert caught.value.field_name == key
    assert caught.value.next_step == "Did you mean “Title”? Accepted: Series, Symbol, Title, Box."


def test_a_column_that_stands_twice_is_named_by_its_number(tmp_path: Path) -> None:
    columns = ["A (1)", "A (2)"]  # as a table tells them apart
    with pytest.raises(BadInput, match="has not") as caught:
        bind(map_of(tmp_path, "[columns]\ntitle='A'"), columns, FIELDS, tmp_path)
    assert "A (1), A (2)" in caught.value.next_step
    bind(map_of(tmp_path, "[columns]\ntitle='A (2)'"), columns, FIELDS, tmp_path)
