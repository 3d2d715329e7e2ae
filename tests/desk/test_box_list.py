"""Box lists as people have them: scanned, pasted, or under a heading; boxes are numbered from 1."""

import pytest

from rmdesk.duties.box_list import column_of, lines_of, pasted, rows_of_lines
from rmdesk.model.errors import BadInput

LISTS = {
    "0001\n0002\n": "box 1 0001 | box 2 0002",
    "Minutes of the board\nLetters\n": "box 1 Minutes of the board | box 2 Letters",
    "R0001 A": "box 1 R0001 A",
    "1\tMinutes\t1990\n2\tLetters\t1991": "box 1 Minutes 1990 | box 2 Letters 1991",
    "1\tMinutes\t1990\n1\tLetters\t1991": "box 1 | file 1 Minutes 1990 | file 1 Letters 1991",
    "Minutes\t1990": "box 1 Minutes 1990",
    "box,title,dates\n1,Minutes,1990\n2,Letters,": "box 1 Minutes 1990 | box 2 Letters",
    "Box No.;Description\r\n1;Minutes\r\n": "box 1 Minutes",
    "box\tfile number\ttitle\n1\tC-1\tMinutes\n\tC-2\tLetters\n2\tC-3\tPlans": (
        "box 1 | box 2 | file 1 C-1 Minutes | file 1 C-2 Letters | file 2 C-3 Plans"
    ),
    "box\tbarcode\ttitle\n1\t0001\t\n1\t\tMinutes\n1\t\tLetters": (
        "box 1 0001 | file 1 Minutes | file 1 Letters"
    ),
    "box\tkind\ttitle\n1\tFile\tMinutes": "box 1 | file 1 Minutes",
    "2026-0067-03\n": "box 1 2026-0067-03",
    "box\ttitle\n2026-0067-03\tPlans": "box 3 Plans",
    "\n\n  0001  \n": "box 1 0001",
    'title,dates\n"Letters, orders",1991\n"A ""B"" C",1992': (
        'box 1 Letters, orders 1991 | box 2 A "B" C 1992'
    ),
    'box\ttitle\n1\t"Letters\nand orders"\n2\tPlans': "box 1 Letters and orders | box 2 Plans",
    'box,title\n1,"Blue" book\n2,5" maps': 'box 1 "Blue" book | box 2 5" maps',
    '"Blue" book, vol. 1\nPlans': 'box 1 "Blue" book, vol. 1 | box 2 Plans',
    "Minutes, box\nPlans": "box 1 Minutes, box | box 2 Plans",
}


@pytest.mark.parametrize(("text", "said"), LISTS.items())
def test_a_list_is_read_as_it_is_meant(text: str, said: str) -> None:
    told = [
        " ".join(filter(None, (e.kind, str(e.box), e.barcode, e.identifier, e.title, e.dates)))
        for e in lines_of(pasted(text))
    ]
    assert " | ".join(told) == said


def test_headings_hold_for_the_lines_that_follow_them() -> None:
    lines = ["0001", "A title", "box\ttitle\tdates", "5\tFifth\t1990", "6\tSixth", "0002"]
    told = [(each.box, each.barcode or each.title) for each in lines_of(rows_of_lines(lines))]
    assert told == [(1, "0001"), (2, "A title"), (5, "Fifth"), (6, "Sixth"), (2, "")]


def test_boxes_go_on_after_those_that_are_listed() -> None:
    assert [each.box for each in lines_of(pasted("0003\n0004"), 2)] == [3, 4]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no lines"),
        ("\n  \n", "no lines"),
        (";;\n ; ", "no lines"),
        ('""', "no lines"),
        ("box\ttitle\nfirst\tMinutes", "“first” is no number of a box"),
        ("box\ttitle\n0\tMinutes", "“0” is no number of a box"),
        ("file number\ttitle\nC-1\tMinutes", "it names no box"),
        ("box\textent m\n1\twide", "“wide” is not a number"),
        ("box,title,colour\n1,Minutes,red", "called “colour”"),
        ("box,title\n1,Minutes, letters", "Line 1: it has more cells than there are headings"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_line(text: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        lines_of(pasted(text))
    assert why in refused.value.message


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Box No.", "box"), ("BOX NUMBER", "box"), ("Inclusive_dates", "dates"), ("DA", "authority"),
     ("File number", "identifier"), ("colour", "")],
)  # fmt: skip
def test_headings_are_known_as_people_write_them(heading: str, field: str) -> None:
    assert column_of(heading) == field
