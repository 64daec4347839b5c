"""A curator names a place in words; the offsets and the checksum are found, never typed."""

import pytest

from loaders.passages import digest, locate

TABLE = (
    "Words before.\n\n"
    "TABLE 1 Trials\n\n"
    "Cell Type\tPhase\tIdentifier\tDose\n"
    "PBSCs\tI\tNCT00000001\t1.0×10^6\n"
    "\tII\tNCT00000002\t2.0×10^6\n"
    "\n"
    "TABLE 1 Trials (Continued)\n\n"
    "Cell Type\tPhase\tIdentifier\tDose\n"
    "\tI/II\tNCT00000003\tNot provided\n"
    "MSCs\tII\tNCT00000004\t3 cohorts: 1; 2; 3\n"
)


@pytest.mark.parametrize(
    ("locator", "found"),
    [
        ("Table 1, row NCT00000001, column Dose", "1.0×10^6"),
        ("Table 1, row NCT00000002, column Phase", "II"),
        ("Table 1, row NCT00000004, column Dose", "3 cohorts: 1; 2; 3"),
        ("Table 1, row NCT00000002, column Cell Type", "PBSCs"),
        ("Table 1, row NCT00000003, column Cell Type", "PBSCs"),
        ("Table 1, row NCT00000004, column Cell Type", "MSCs"),
    ],
)
def test_a_table_cell_is_found_by_its_row_and_column_and_a_merged_block_by_its_label(locator, found):
    place = locate(TABLE, locator=locator)

    assert TABLE[place.start : place.end] == found
    assert place.sha256 == digest(found)


@pytest.mark.parametrize(
    ("locator", "reason"),
    [
        ("Table 1, row NCT00000009, column Dose", "0 rows"),
        ("Table 1, row NCT0000000, column Dose", "4 rows"),
        ("Table 1, row NCT00000001, column Colour", "no column 'Colour'; it has Cell Type"),
        ("somewhere", "is not 'Table N"),
    ],
)
def test_a_cell_that_is_not_there_or_not_the_only_one_is_refused_with_the_reason(locator, reason):
    with pytest.raises(LookupError, match=reason):
        locate(TABLE, locator=locator)


PROSE = (
    "# Sheet\n\n## INTRODUCTION\n\nTen patients.\n\nTen doses. Ten patients again.\n\n"
    "REFERENCES\n\n1. Abel A. One. 2001.\n2. Berg B. Two. 2002.\n"
)


@pytest.mark.parametrize(
    ("anchor", "locator"),
    [
        ("Ten doses", "section INTRODUCTION, paragraph 2"),
        ("Ten doses >> Ten patients", "section INTRODUCTION, paragraph 2"),
        ("INTRODUCTION", "heading INTRODUCTION"),
        ("Berg B.", "References, entry 2"),
    ],
)
def test_words_of_the_text_are_found_with_their_section_and_paragraph_or_reference(anchor, locator):
    assert locate(PROSE, anchor=anchor).locator == locator


def test_words_that_stand_twice_are_refused_until_unique_words_stand_before_them():
    with pytest.raises(LookupError, match="more than once"):
        locate(PROSE, anchor="Ten patients")
    with pytest.raises(LookupError, match="does not have"):
        locate(PROSE, anchor="Twelve patients")
    with pytest.raises(LookupError, match="before >> stand 2 times"):
        locate(PROSE, anchor="Ten patients >> again")
