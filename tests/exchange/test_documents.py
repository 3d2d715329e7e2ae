"""Finding aids in EAD and classification schemes in SKOS, as other systems write them."""

import json
import textwrap
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange import ImportReport, export, import_file
from rmdesk.model.errors import BadInput

EAD_2002 = """\
<?xml version="1.0"?>
<!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd (EAD 2002)//EN" "ead.dtd">
<ead>
 <eadheader><eadid>us-x</eadid></eadheader>
 <archdesc level="collection">
  <did>
   <unittitle>Harbour Board records, <unitdate normal="1890/1921">1890-1921</unitdate></unittitle>
   <unitid>HB</unitid><physdesc><extent>3 linear feet (2 boxes)</extent></physdesc>
   <langmaterial>In <language langcode="eng">English</language>.</langmaterial>
   <repository>Town archives</repository>
  </did>
  <accessrestrict><head>Access</head><p>Closed on Mondays.</p></accessrestrict>
  <bioghist><p>Founded in 1890.</p></bioghist>
  <dsc type="combined">
   <c01 level="series"><did><unittitle>Tides&nbsp;and lights</unittitle></did>
    <c02 level="file"><did>
      <container type="box" label="Mixed Materials [39000000000017]">1</container>
      <container type="folder">4</container>
      <unittitle>Tide <emph>tables</emph></unittitle>
      <unitdate type="inclusive" normal="1901/1903">1901 to 1903</unitdate>
      <unitdate type="bulk" normal="1902">1902</unitdate></did>
     <scopecontent><head>Scope</head><p>Daily.</p><p>Corrected.</p></scopecontent>
     <controlaccess><subject>Tides</subject><geogname>Harbour</geogname></controlaccess>
    </c02>
    <c02 level="item"><did><container type="Box">1</container>
      <unittitle>Plan of the light</unittitle></did></c02>
   </c01>
  </dsc>
 </archdesc>
</ead>
"""

EAD3 = """\
<ead xmlns="http://ead3.archivists.org/schema/">
 <control><recordid>us-x3</recordid></control>
 <archdesc level="fonds"><did><unittitle>Fonds</unittitle></did>
  <dsc><c level="file"><did>
    <container localtype="box" containerid="B77">2</container><unitid>F-1</unitid>
    <unittitle>Pilots</unittitle>
    <unitdatestructured><daterange><fromdate standarddate="1910">1910</fromdate>
     <todate standarddate="1912-05">May 1912</todate></daterange></unitdatestructured>
    <physdescstructured><quantity>12</quantity><unittype>cm</unittype></physdescstructured>
    <origination><corpname><part>Pilotage</part><part>Office</part></corpname></origination>
   </did></c></dsc>
 </archdesc>
</ead>
"""


def taken(session: Session, folder: Path, text: str, kind: str = "holdings") -> ImportReport:
    path = folder / "aid.xml"
    path.write_text(text, "utf-8")
    return import_file(session, kind, path)


def holdings(session: Session) -> dict[str, dict[str, object]]:
    return {each["title"]: dict(each) for each in session.store.table("holdings").all()}


def test_a_finding_aid_is_its_levels_and_each_box_once(session: Session, tmp_path: Path) -> None:
    report = taken(session, tmp_path, EAD_2002)
    assert (report.added, report.refused) == (5, [])
    found = holdings(session)
    box = found["HB box 1"]
    assert (box["kind"], box["barcode"]) == ("box", "39000000000017")
    tables = found["Tide tables"]
    told = {name: tables[name] for name in ("kind", "volume", "dates", "date_from", "date_to")}
    assert told == {
        "kind": "file", "volume": "folder 4", "dates": "1901 to 1903; bulk: 1902",
        "date_from": "1901", "date_to": "1903",
    }  # fmt: skip
    assert tables["series"] == "Harbour Board records. Tides and lights"
    assert tables["description"] == "Daily.\nCorrected."
    assert tables["keywords"] == ["Tides", "Harbour"]
    assert {each["inside"] for each in (tables, found["Plan of the light"])} == {
        session.store.table("holdings").all()[2].doc_id
    }
    assert found["Plan of the light"]["kind"] == "document"


def test_the_whole_keeps_its_extent_dates_and_who_may_see_it(
    session: Session, tmp_path: Path
) -> None:
    report = taken(session, tmp_path, EAD_2002)
    whole = holdings(session)["Harbour Board records"]
    assert (whole["kind"], whole["identifier"], whole["language"]) == ("series", "HB", "English")
    assert whole["extent_m"] == pytest.approx(0.9144)
    assert (whole["dates"], whole["notes"]) == ("1890-1921", "Access: Closed on Mondays.")
    assert "left out, for want of a field: repository (1), bioghist (1)" in [
        each.text for each in report.warnings
    ]


def test_ead3_says_the_same_in_other_elements(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, EAD3)
    pilots = holdings(session)["Pilots"]
    told = [pilots[name] for name in ("identifier", "date_from", "date_to", "extent_m", "unit")]
    assert told == ["F-1", "1910", "1912-05", 0.12, "Pilotage Office"]
    assert holdings(session)["us-x3 box 2"]["barcode"] == "B77"


def test_a_finding_aid_taken_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, EAD_2002)
    again = taken(session, tmp_path, EAD_2002)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 5)


@pytest.mark.parametrize("format_", ["ead", "ead3"])
def test_what_stands_in_no_element_of_ead_comes_back_too(
    session: Session, tmp_path: Path, format_: str
) -> None:
    text = 'identifier,title,notes,closed,events,date_from,kind\nF-1,T,"a  b\n\nc",2020-01-31,'
    path = tmp_path / "in.csv"
    path.write_text(text + "superseded: 2026-12-31; x: 2025-01-01,1950,\n", "utf-8")
    import_file(session, "holdings", path)
    before = json.dumps(session.store.table("holdings").all())
    export(session, "holdings", format_, tmp_path / "out.xml")
    report = import_file(session, "holdings", tmp_path / "out.xml")
    assert (report.unchanged, report.warnings) == (1, [])
    assert json.dumps(session.store.table("holdings").all()) == before


HOSTILE = {
    "entities": '<!DOCTYPE ead [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><ead>&c;</ead>',
    "another file": '<!DOCTYPE ead [<!ENTITY a SYSTEM "file:///etc/hostname">]><ead>&a;</ead>',
    "depth": f"<ead>{'<did>' * 400}{'</did>' * 400}</ead>",
    "levels": f"<ead>{'<c>' * 400}{'</c>' * 400}</ead>",
    "an end": "<ead><archdesc><did><unittitle>Half",
    "nothing": "<ead></ead>",
    "length": f"<ead><c><did><unittitle>{'x' * (1 << 24)}y</unittitle></did></c></ead>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_would_unfold_or_read_elsewhere_is_refused(
    session: Session, tmp_path: Path, text: str
) -> None:
    with pytest.raises(BadInput):
        taken(session, tmp_path, text)
    assert not session.store.table("holdings").all()


SKOS = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#">
 <skos:ConceptScheme rdf:about="http://x.org/s"/>
 <skos:Concept rdf:about="http://x.org/s/FIN">
  <skos:prefLabel xml:lang="en">Finance</skos:prefLabel>
  <skos:prefLabel xml:lang="fr">Finances</skos:prefLabel>
  <skos:narrower rdf:resource="http://x.org/s/tax"/>
 </skos:Concept>
 <rdf:Description rdf:about="http://x.org/s/tax">
  <rdf:type rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/>
  <skos:notation>FIN-1</skos:notation><skos:prefLabel>Taxes</skos:prefLabel>
  <skos:scopeNote>All of them.</skos:scopeNote><skos:altLabel>Duties</skos:altLabel>
  <skos:related rdf:resource="http://x.org/s/FIN"/>
 </rdf:Description>
</rdf:RDF>
"""


def test_concepts_are_classes_and_narrower_ones_stand_below(
    session: Session, tmp_path: Path
) -> None:
    assert taken(session, tmp_path, SKOS, "scheme").added == 2
    first, second = session.store.table("classes").all()
    assert (first["code"], first["title"], first["terms"]) == ("FIN", "Finance", ["Finances"])
    told = [second[name] for name in ("code", "parent", "scope_note", "terms", "see_also")]
    assert told == ["FIN-1", "FIN", "All of them.", ["Duties"], ["FIN"]]


def _scheme(*nodes: str) -> str:
    """A scheme in RDF/XML with these nodes."""
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns:skos="http://www.w3.org/2004/02/skos/core#">{"".join(nodes)}</rdf:RDF>'
    )


def _concept(name: str, inside: str = "", said: str = "rdf:about") -> str:
    label = f"<skos:prefLabel>Class {name[-1]}</skos:prefLabel>"
    return f'<skos:Concept {said}="{name}">{label}{inside}</skos:Concept>'


_TYPE = '<rdf:type rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/>'
SAME_SCHEME = {
    "below its own": [_concept("x#A"), _concept("x#B", '<skos:broader rdf:resource="x#A"/>')],
    "above": [_concept("x#A", '<skos:narrower rdf:resource="x#B"/>'), _concept("x#B")],
    "within": [_concept("x#A", f"<skos:narrower>{_concept('x#B')}</skos:narrower>")],
    "within, and more behind": [
        f'<skos:Concept rdf:about="x#A"><skos:narrower>{_concept("x#B")}</skos:narrower>'
        "<skos:prefLabel>Class A</skos:prefLabel></skos:Concept>"
    ],
    "the higher within the lower": [
        _concept("x#B", f"<skos:broader>{_concept('x#A')}</skos:broader>")
    ],
    "in the whole": [
        '<skos:ConceptScheme rdf:about="x"><skos:hasTopConcept>'
        + _concept("x#A", f"<skos:narrower>{_concept('x#B')}</skos:narrower>")
        + "</skos:hasTopConcept></skos:ConceptScheme>"
    ],
    "as attributes": [
        f'<rdf:Description rdf:about="x#A" skos:prefLabel="Class A">{_TYPE}</rdf:Description>',
        f'<rdf:Description rdf:about="x#B" skos:prefLabel="Class B">{_TYPE}'
        '<skos:broader rdf:resource="x#A"/></rdf:Description>',
    ],
    "by names in the document": [
        _concept("A", said="rdf:ID"),
        _concept("B", '<skos:broader rdf:resource="#A"/>', "rdf:ID"),
    ],
    "without addresses": [
        _concept("A", "<skos:notation>A</skos:notation>", "rdf:nodeID"),
        _concept("B", '<skos:notation>B</skos:notation><skos:broader rdf:nodeID="A"/>',
                 "rdf:nodeID"),
    ],
    "in pieces": [
        '<rdf:Description rdf:about="x#B"><skos:broader rdf:resource="x#A"/></rdf:Description>',
        _concept("x#A"),
        f'<rdf:Description rdf:about="x#B">{_TYPE}</rdf:Description>',
        '<rdf:Description rdf:about="x#B" skos:prefLabel="Class B"/>',
    ],
    "both ways": [
        _concept("x#A", '<skos:narrower rdf:resource="x#B"/>'),
        _concept("x#B", '<skos:broader rdf:resource="x#A"/>'),
    ],
}  # fmt: skip


@pytest.mark.parametrize("nodes", SAME_SCHEME.values(), ids=SAME_SCHEME)
def test_one_scheme_is_read_in_whatever_way_it_is_written(
    session: Session, tmp_path: Path, nodes: list[str]
) -> None:
    report = taken(session, tmp_path, _scheme(*nodes), "scheme")
    found = {each["code"]: each for each in session.store.table("classes").all()}
    assert {code: (each["title"], each.get("parent", "")) for code, each in found.items()} == {
        "A": ("Class A", ""),
        "B": ("Class B", "A"),
    }
    assert report.warnings == []


def test_what_a_class_has_no_field_for_is_told(session: Session, tmp_path: Path) -> None:
    more = (
        '<skos:broader rdf:resource="A"/><skos:broader rdf:resource="B"/>'
        '<skos:historyNote>Split.</skos:historyNote><skos:exactMatch rdf:resource="y:1"/>'
        "<skos:notation>C</skos:notation><skos:notation>33</skos:notation>"
        '<skos:inScheme rdf:resource="x"/>'
    )
    report = taken(
        session, tmp_path, _scheme(_concept("A"), _concept("B"), _concept("C", more)), "scheme"
    )
    told = (
        "left out, for want of a field: broader (1), historyNote (1), exactMatch (1), notation (1)"
    )
    assert [each.text for each in report.warnings] == [told]
    assert session.store.table("classes").all()[2]["parent"] == "A"


def test_a_class_comes_back_from_skos_letter_by_letter(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    classes = [
        {"code": "1/2 #3:é", "title": "A & <b>", "scope_note": "a  b\n\nc"},
        {"code": "_x", "parent": "1/2 #3:é", "terms": ["A & <b>", "two  blanks"],
         "see": ["_x"], "see_also": ["1/2 #3:é", "elsewhere"], "opr": "Legal"},
    ]  # fmt: skip
    path.write_text(json.dumps(classes), "utf-8")
    assert not import_file(session, "scheme", path).refused
    before = json.dumps(session.store.table("classes").all())
    export(session, "scheme", "skos", tmp_path / "out.rdf")
    report = import_file(session, "scheme", tmp_path / "out.rdf")
    assert (report.unchanged, report.updated, report.warnings) == (2, 0, [])
    assert json.dumps(session.store.table("classes").all()) == before


@pytest.mark.parametrize(
    "head", ["@prefix : <http://x.org/> .", "# plan\n@prefix skos: <x> .", "PREFIX s: <x>"]
)
def test_turtle_is_told_as_such(session: Session, tmp_path: Path, head: str) -> None:
    (tmp_path / "plan.ttl").write_text(f"{head}\n<x> a skos:Concept .\n", "utf-8")
    with pytest.raises(BadInput, match="RDF in Turtle"):
        import_file(session, "scheme", tmp_path / "plan.ttl")


def test_a_document_of_another_kind_is_told(session: Session, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="It is EAD, which brings holdings"):
        taken(session, tmp_path, EAD3, "scheme")
    with pytest.raises(BadInput, match="skos tells of classes alone"):
        export(session, "holdings", "skos", tmp_path / "out.rdf")
    text = textwrap.dedent(SKOS).replace("skos:Concept ", "skos:Other ").replace("#Concept", "#X")
    with pytest.raises(BadInput, match="no concepts"):
        taken(session, tmp_path, text.replace("</skos:Concept>", "</skos:Other>"), "scheme")


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ("<daterange><fromdate standarddate='1900'>1900</fromdate>"
         "<todate standarddate='1950'>1950</todate></daterange>", ("1900-1950", "1900", "1950")),
        ("<daterange><fromdate standarddate='1900'/><todate standarddate='1950'/></daterange>",
         ("1900-1950", "1900", "1950")),
        ("<daterange><fromdate>1900</fromdate></daterange>", ("1900-", "1900", "")),
        ("<datesingle standarddate='1921-05-03'>3 May 1921</datesingle>",
         ("3 May 1921", "1921-05-03", "1921-05-03")),
        ("<dateset><datesingle>1900</datesingle><daterange><fromdate>1902</fromdate>"
         "<todate>1904</todate></daterange></dateset>", ("1900; 1902-1904", "1900", "1904")),
    ],
)  # fmt: skip
def test_dates_in_pieces_are_put_together(
    session: Session, tmp_path: Path, dates: str, told: tuple[str, str, str]
) -> None:
    taken(session, tmp_path, _one(f"<unitdatestructured>{dates}</unitdatestructured>"))
    found = holdings(session)["One"]
    assert tuple(found.get(name, "") for name in ("dates", "date_from", "date_to")) == told


def test_a_unit_said_beside_an_extent_counts_and_a_second_box_is_told(
    session: Session, tmp_path: Path
) -> None:
    boxes = "<container localtype='box'>1</container><container localtype='box'>2</container>"
    extent = "<physdesc><extent unit='linear metres'>0.5</extent></physdesc>"
    report = taken(session, tmp_path, _one(boxes + extent))
    found = holdings(session)["One"]
    assert (found["extent_m"], found["container"]) == (0.5, "R9 box 1")
    assert "left out, for want of a field: container (1)" in [each.text for each in report.warnings]


def _one(did: str) -> str:
    """A finding aid in EAD3 with one file."""
    return (
        "<ead xmlns='http://ead3.archivists.org/schema/'><control><recordid>R9</recordid></control>"
        "<archdesc level='fonds'><did><unittitle>Whole</unittitle><unitid>R9</unitid></did><dsc>"
        f"<c level='file'><did><unittitle>One</unittitle>{did}</did></c></dsc></archdesc></ead>"
    )


@pytest.mark.parametrize(
    ("named", "written", "title"),
    [
        ("iso-8859-1", "cp1252", "“État” – civil"),
        ("ISO-8859-1", "cp1252", "l’œuvre"),
        ("gb2312", "gb18030", "会议记录镕"),
        ("big5", "cp950", "檔案館碁"),
        ("utf-16", "utf-16", "会议 État"),
        ("utf-8", "utf-8-sig", "会议 État"),
    ],
)
def test_a_document_is_read_in_the_letters_that_it_names(
    session: Session, tmp_path: Path, named: str, written: str, title: str
) -> None:
    """In their wider meaning, as tables are."""
    head = f'<?xml version="1.0" encoding="{named}"?>'
    path = tmp_path / "in.xml"
    path.write_bytes((head + _one("").replace("One", title)).encode(written))
    assert import_file(session, "holdings", path).warnings == []
    assert title in holdings(session)


@pytest.mark.parametrize("named", ["gb2312", "x-nothing", "base64", "utf-7"])
def test_a_document_that_is_not_in_the_letters_it_names_is_refused(
    session: Session, tmp_path: Path, named: str
) -> None:
    path = tmp_path / "in.xml"
    head = f'<?xml version="1.0" encoding="{named}"?>'
    path.write_bytes((head + _one("").replace("One", "Été")).encode("latin-1"))
    with pytest.raises(BadInput, match="the letters that it names") as told:
        import_file(session, "holdings", path)
    assert "UTF-8" in told.value.next_step
    path.write_text(_one("").replace("One", "Été"), "utf-8")
    assert import_file(session, "holdings", path).added == 2


def test_a_language_that_has_a_code_alone_is_kept(session: Session, tmp_path: Path) -> None:
    said = '<language langcode="fre">French</language><language langcode="eng"/>'
    taken(session, tmp_path, _one(f"<langmaterial>{said}</langmaterial>"))
    assert holdings(session)["One"]["language"] == "French; eng"
