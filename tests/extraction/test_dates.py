"""Dates and ranges of three languages as they are printed."""

from __future__ import annotations

import pytest

from pipeline.extraction.marks.dates import find_dates
from pipeline.extraction.marks.tokens import Text
from tests.extraction.names import gazetteer


def dates(text: str) -> list[tuple[str, str]]:
    words = Text.of(text)
    return [(date.start, date.end) for date in find_dates(words, gazetteer().lexicon.marks(words))]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("du 4 au 9 novembre 2014", "2014-11-04", "2014-11-09"),
        ("du 06 au 17 octobre 2014", "2014-10-06", "2014-10-17"),
        ("du 1er au 9 juin 2015", "2015-06-01", "2015-06-09"),
        ("du 23 au27 mars 1998", "1998-03-23", "1998-03-27"),
        ("du 30 novembre au 11 décembre 2015", "2015-11-30", "2015-12-11"),
        ("du 31 décembre 2009 au 2 janvier 2010", "2009-12-31", "2010-01-02"),
        ("du 29 décembre au 3 janvier 2010", "2009-12-29", "2010-01-03"),
        ("du lundi 4 au vendredi 8 mai 2015", "2015-05-04", "2015-05-08"),
        ("les 4 et 5 mai 2015", "2015-05-04", "2015-05-05"),
        ("les 3, 4 et 5 mai 2015", "2015-05-03", "2015-05-05"),
        ("entre le 3 et le 14 mars 2010", "2010-03-03", "2010-03-14"),
        ("le 1er juillet 1975", "1975-07-01", "1975-07-01"),
        ("le 3mars 1973", "1973-03-03", "1973-03-03"),
        ("en décembre 2016", "2016-12", "2016-12"),
        ("EN DÉCEMBRE 2016", "2016-12", "2016-12"),
        ("du 2 au 13 sept. 2019", "2019-09-02", "2019-09-13"),
        ("19-27 mars 1996", "1996-03-19", "1996-03-27"),
        ("9–20 mai 2022", "2022-05-09", "2022-05-20"),
        ("28 oct. - 5 nov. 2006", "2006-10-28", "2006-11-05"),
        ("from 12 to 17 February 2024", "2024-02-12", "2024-02-17"),
        ("12 through 17 February 2024", "2024-02-12", "2024-02-17"),
        ("October 6-17, 2014", "2014-10-06", "2014-10-17"),
        ("from October 21 to November 1, 2024", "2024-10-21", "2024-11-01"),
        ("November 30 – December 11, 1998", "1998-11-30", "1998-12-11"),
        ("29 September - 10 October 1997", "1997-09-29", "1997-10-10"),
        ("25 AUGUST - 6 SEPTEMBER 2003", "2003-08-25", "2003-09-06"),
        ("on the 3rd of March 1973", "1973-03-03", "1973-03-03"),
        ("March 3, 1973", "1973-03-03", "1973-03-03"),
        ("March 3rd, 1973", "1973-03-03", "1973-03-03"),
        ("3 March, 1973", "1973-03-03", "1973-03-03"),
        ("between 3 and 14 March 2010", "2010-03-03", "2010-03-14"),
        ("from 8th October and will continue until 19 October 2012", "2012-10-08", "2012-10-19"),
        ("from 4 May 2015 until 8 May 2015", "2015-05-04", "2015-05-08"),
        ("in June 1994", "1994-06", "1994-06"),
        ("September–October 2014", "2014-09", "2014-10"),
        ("in late October", "XXXX-10", "XXXX-10"),
        ("del 3 al 14 de marzo de 2010", "2010-03-03", "2010-03-14"),
        ("del 3 al 14 de marzo", "XXXX-03-03", "XXXX-03-14"),
        ("1º al 9 de Junio 2015", "2015-06-01", "2015-06-09"),
        ("del 30 de noviembre al 11 de diciembre de 2015", "2015-11-30", "2015-12-11"),
        ("29 de septiembre - 3 de octubre de 2014", "2014-09-29", "2014-10-03"),
        ("el 29 de diciembre del 1993", "1993-12-29", "1993-12-29"),
        ("4 de diciembre de 2016 - 17 de diciembre de 2016", "2016-12-04", "2016-12-17"),
        ("octubre de 2014", "2014-10", "2014-10"),
        ("26.09.2022", "2022-09-26", "2022-09-26"),
        ("26/09/2022", "2022-09-26", "2022-09-26"),
        ("2014-11-04", "2014-11-04", "2014-11-04"),
        ("26-30.09.2022", "2022-09-26", "2022-09-30"),
        ("26.09.2022 - 30.09.2022", "2022-09-26", "2022-09-30"),
        ("22 de mayo\nde 2001", "2001-05-22", "2001-05-22"),
        ("8‑19 octobre 2012", "2012-10-08", "2012-10-19"),
    ],
)
def test_a_date_as_it_is_printed(text: str, start: str, end: str) -> None:
    assert dates(f"X {text}, Y.") == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "COP 15 may be held later",
        "le 31 février 2014",
        "pages 12-17",
        "de mars en mars",
        "200 g de riz, 3 œufs et 14 olives",
        "le 45 mai 2014 bis 45",
        "tel. 2014-45-67",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [date for date in dates(text) if len(date[0]) == 10] == []


def test_two_days_of_two_events_are_two_dates() -> None:
    assert dates("adoptée le 22 mai 1992 et ouverte à la signature le 5 juin 1992") == [
        ("1992-05-22", "1992-05-22"),
        ("1992-06-05", "1992-06-05"),
    ]
    assert dates("les 3 et 17 mai 2015") == [("2015-05-17", "2015-05-17")]
