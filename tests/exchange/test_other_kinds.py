"""A list of another kind than it is brought in as is refused, and told as what it is."""

from pathlib import Path

import pytest

from rmdesk.exchange.kinds import file_kinds, kind_named
from rmdesk.exchange.other_kinds import rather
from rmdesk.model.errors import BadInput
from tests.exchange.conftest import Bring


@pytest.mark.parametrize(
    ("kind", "columns", "other"),
    [
        ("holdings", "code,title,parent,scope_note", "scheme"),
        ("holdings", "code,title,scope_note,schedule,security", "scheme"),
        ("holdings", "Code,Title,Trigger,Active years,Disposition", "schedule"),
        ("holdings", "barcode,name,unit,email", "people"),
        ("holdings", "Badge,Full name,E-Mail,Telephone", "people"),
        ("holdings", "barcode,building,room,row,bay", "locations"),
        ("holdings", "number,received,requester,text", "requests"),
        ("scheme", "barcode,identifier,title,dates", "holdings"),
        ("people", "barcode,identifier,title,dates,home", "holdings"),
        ("people", "code,title,parent,scope_note", "scheme"),
        ("holdings", "title,dates", ""),
        ("holdings", "identifier,title,code,parent", ""),
        ("holdings", "barcode,title,unit,notes,email", ""),
        ("holdings", "title,code", ""),
        ("holdings", "x,y,z", ""),
        ("people", "name,unit", ""),
        ("scheme", "code,title", ""),
    ],
)
def test_columns_tell_of_what_kind_a_list_is(kind: str, columns: str, other: str) -> None:
    assert rather(columns.split(","), kind_named(kind)) == other


@pytest.mark.parametrize("kind", file_kinds().values(), ids=lambda kind: kind.name)
def test_all_the_columns_of_a_kind_are_its_own(kind: object) -> None:
    columns = list(kind.columns)  # type: ignore[attr-defined]
    assert rather(columns, kind) == ""  # type: ignore[arg-type]


def test_it_is_refused_unless_its_columns_are_asked_for_by_name(
    bring: Bring, tmp_path: Path
) -> None:
    scheme = "code,title,parent,schedule\n10,Finance,,7\n"
    with pytest.raises(BadInput, match="columns of scheme") as caught:
        bring(scheme)
    assert f"import scheme {tmp_path / 'in.csv'};" in caught.value.next_step
    assert bring(scheme, kind="scheme").added == 1
    assert bring(scheme, '[columns]\ntitle = "title"\n').added == 1
