"""Delimited tables as spreadsheets write them: titles, blanks beside quotes, short rows, two columns of one name."""

from __future__ import annotations

import pytest

from recovery.errors import Refused
from recovery.exchange.readers.tables import CUT_OFF, Row, Table, delimiter_of, is_title


def table(content: str, **more: str) -> Table:
    return Table(iter(enumerate(content.splitlines(keepends=True), start=1)), **more)


def cells(content: str) -> list[tuple[int, list[str]]]:
    return [(row.line, list(row.values.values())) for row in table(content)]


def refused(content: str, **more: str) -> str:
    with pytest.raises(Refused) as wrong:
        list(table(content, **more))
    return wrong.value.sentence.removeprefix("Nothing was imported: ")


@pytest.mark.parametrize(
    ("content", "header", "delimiter"),
    [
        (" a , b\n1,2\n", ["a", "b"], "comma"),
        ("\n \na;b,c;d\n", ["a", "b,c", "d"], "semicolon"),
        ('"a,b,c"\td\n', ["a,b,c", "d"], "tab"),
        ("a|b\n", ["a", "b"], "bar"),
        ("sep=;\na;b,c,d\n", ["a", "b,c,d"], "semicolon"),
        ('"SEP=,";;\na,b\n', ["a", "b"], "comma"),
        ("sep=^,,\na^b\n", ["a", "b"], "a sign of its own"),
        ("sep=,\nmy table\na,b\n", ["my table"], "comma"),
    ],
)
def test_the_columns_and_what_stands_between_them(content: str, header: list[str], delimiter: str) -> None:
    read = table(content)
    assert (read.header, read.delimiter, read.titled) == (header, delimiter, False)


def test_a_name_above_the_columns_is_no_header() -> None:
    for title in ("my table\n", "my table,,\n", '"my table"\n'):
        read = table(f"{title}a,b,c\n1,2,3\n")
        assert (read.titled, read.header) == (True, ["a", "b", "c"])
        assert [row.line for row in read] == [3]
    assert not table("a\n1\n").titled


@pytest.mark.parametrize(
    ("first", "second", "whether"),
    [
        ("name\n", "a,b\n", True),
        ("name\n", "a,,\n", False),
        ("name,,\n", "a,b\n", False),
        ("name,,\n", "a,b,c\n", True),
        ("name,x\n", "a,b,c\n", False),
        (",,\n", "a,b,c\n", False),
        ('"name\n', "a,b,c\n", False),
        ('""\n', "a,b\n", False),
        ('"na;me"\n', "a;b\n", False),
    ],
)
def test_a_title_is_one_cell_above_a_wider_line(first: str, second: str, whether: bool) -> None:
    assert is_title(first, second) is whether


def test_a_delimiter_inside_quotes_counts_for_nothing() -> None:
    assert delimiter_of('"a,b,c,d";e;f') == ";"
    assert delimiter_of('a,b;"c;d;e"') == ","
    assert delimiter_of("a") == ","


def test_rows_are_as_wide_as_the_header() -> None:
    assert cells("a,b,c\n1,2,3\n\n ,,\n1\n1,2,3,, \n") == [
        (2, ["1", "2", "3"]),
        (5, ["1", "", ""]),
        (6, ["1", "2", "3"]),
    ]
    assert cells("a,b,c\n1\r\n1,2,3") == [(2, ["1", "", ""]), (3, ["1", "2", "3"])]
    assert cells("a,b,c\r1\r1,2,3") == [(2, ["1", "", ""]), (3, ["1", "2", "3"])]
    assert refused("a,b,c\n1,2,3,4\n") == "line 2 has 4 columns, the first line has 3."
    assert refused("a,b,c\n1,2,3\n1,2") == "line 3 has 2 of 3 columns; the file may be cut off."
    assert refused("a,b\n1", place="x.csv") == "x.csv, line 2, has 1 of 2 columns; the file may be cut off."
    assert refused("a,b\n1,2,3\n", place="x.csv") == "x.csv, line 2, has 3 columns, the first line has 2."


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ('"x" ,"y"  \n', ["x", "y"]),
        ('"x""z" , "y, w" \r\n', ['x"z', "y, w"]),
        ('x, "y , z"\n', ["x", "y , z"]),
        ('"x ,""y"" ",z\n', ['x ,"y" ', "z"]),
        ('"one\ntwo" ,"three" \n', ["one\ntwo", "three"]),
        ('"one"" ,\n"" , two" , y\n', ['one" ,\n" , two', "y"]),
        ('"x" , y "z" ,\n', ["x", 'y "z"']),
        ('x "y" ,z\n', ['x "y"', "z"]),
    ],
)
def test_blanks_beside_quotes_are_no_words(line: str, row: list[str]) -> None:
    assert [got for _, got in cells(f"a,b\n{line}")] == [row]


def test_blanks_beside_quotes_in_a_table_with_semicolons() -> None:
    assert cells('a;b\n"x" ;"y ,z" ;\n') == [(2, ["x", "y ,z"])]
    assert cells('a\tb\n"x" \t"y"\n') == [(2, ["x", "y"])]


def test_blanks_beside_quotes_after_a_cell_of_several_lines() -> None:
    rows = [["one\ntwo", "x"], ["y", "z"]]
    for line in ('"one\ntwo",x\n', '"one\ntwo" ,x\n'):
        assert [got for _, got in cells(f'a,b\n{line}"y" ,z\n')] == rows
    assert cells('a,b,c\n"a","b\nc" ,"d" \n') == [(3, ["a", "b\nc", "d"])]


def test_two_columns_of_one_name_are_one_and_the_earlier_reading_is_kept_beside() -> None:
    (row,) = table('a,b,a,a\n1, "2, 3",4,\n')
    assert row == Row(
        2,
        {"a": "1\n4", "b": "2, 3"},
        {
            "a": "4",
            "b": ' "2',
        },
    )
    for content, before in (
        ('a,b\n"x" , "y"\n', ["x", "y"]),
        ('a;b\n1; "2"\n', ["1", ' "2"']),
        ('a,b\n"1\n2", "x"\n', ["1\n2", ' "x"']),
        ('a,b,c\n1, "2"\n', ["1", ' "2"', ""]),
    ):
        (row,) = table(content)
        assert list(row.before.values()) == before
    (row,) = table("a,a,b\n1,2,3, \n")
    assert row.values == {"a": "1\n2", "b": "3"}
    (row,) = table('a,b\n1,"2"\n')
    assert row == Row(2, {"a": "1", "b": "2"}, {"a": "1", "b": "2"})
    (row,) = table("a,b\n1, 2\n")
    assert row.values == row.before == {"a": "1", "b": "2"}


def test_quotes_that_are_open_or_do_not_match_are_told_apart() -> None:
    assert refused('a,b\n1,"2\n3\n') == f"line 3 {CUT_OFF}."
    assert refused('a,b\n1,"2"x\n', place="x.csv") == "x.csv, line 2, has quotation marks that do not match."
    for line in ('"x" "y",1,2\n', '"x" "y",1,"z" \n'):
        assert refused(f"a,b,c\n{line}") == "line 2 has quotation marks that do not match."
    assert cells('a,b\n"1\n2",3\n4,5\n') == [(3, ["1\n2", "3"]), (4, ["4", "5"])]


def test_what_is_missing_is_named() -> None:
    assert refused(" \n\n") == "line 1 is missing; the file is empty."
    assert refused("sep=,\n", place="x.csv") == "x.csv, line 1, is missing; the file is empty."
    read = table("a,b\n", place="x.csv")
    read.need(["b", "a"], "say it")
    with pytest.raises(Refused, match=r"x\.csv, line 1, has no column c; say it"):
        read.need(["a", "c", "d"], "say it")
    assert table("a;b,c,d\n", delimiter=";").header == ["a", "b,c,d"]
