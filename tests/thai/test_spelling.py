from hypothesis import given
from hypothesis import strategies as st

from thai.spelling import edits, nearest

texts = st.text(alphabet="กขคา", max_size=8)


def test_letters_to_put_right():
    assert edits("ตะกรา", "ตะกราสาน") == 0
    assert edits("ตระกราสาน", "ตะกราสานผักตบ") == 1
    assert edits("มะพราวแกว", "ไมกวาดทางมะพราว") == 3
    assert edits("กข", "") == 2
    assert edits("", "กข") == 0


@given(texts, texts, texts)
def test_what_stands_in_a_name_needs_nothing(typed, before, after):
    assert edits(typed, before + typed + after) == 0


@given(texts, texts)
def test_never_more_than_all_of_what_was_typed(typed, name):
    assert edits(typed, name) <= len(typed)


def test_the_nearest_is_the_one_with_the_least_to_put_right():
    names = ["ตะกราสาน", "กราสานตะตระ", "ตระกลาสาน"]
    assert nearest("ตระกราสาน", range(3), names) == 0
    assert nearest("มะพราวแกว", [0], ["ไมกวาดทางมะพราว"]) is None
    assert nearest("อะไร", [], names) is None


def test_a_long_name_of_which_a_word_begins_alike_was_not_meant():
    assert edits("มะพราวแกว", "นำมันมะพราวสกัดเยน") == 2
    assert nearest("มะพราวแกว", [0], ["นำมันมะพราวสกัดเยน"]) is None
