"""Headmen's lists as they are pasted: what each line says, which lines stay, and that nobody is registered twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.bookings.actors import staff
from consultations.outreach.models import Registration
from consultations.outreach.name_lines import Unreadable, is_blank, read_line
from consultations.outreach.name_lists import MOST_LINES, paste
from consultations.outreach.refusals import NothingChosen, NotOpen
from consultations.outreach.registrations import cancel
from tests.consultations.outreach.seating import come, make_event, registrant, seated, waiting
from tests.factories import make_user, tambon
from thai.folding import fold

TAMBONS = {fold(name): code for name, code in {"บางสวน": "240204", "บางกระเจ็ด": "240208", "ปากน้ำ": "240209"}.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. นางแฉล้ม ลานใบไม้ หมู่ 6 ต.บางกระเจ็ด 081-234-5678", ("นางแฉล้ม ลานใบไม้", "0812345678", 6, "240208")),
        ("๒) นายดำ  ดี ม.๖ บางกระเจ็ด โทร. ๐๘๑-๕๕๕-๐๑๑๑", ("นายดำ ดี", "0815550111", 6, "240208")),
        ("• บุญเรือน เป็ดไล่ทุ่ง", ("บุญเรือน เป็ดไล่ทุ่ง", "", None, None)),
        ("- 3. น.ส.สมหญิง ดี", ("น.ส.สมหญิง ดี", "", None, None)),
        ("3\tนางสาวสมหญิง ดี\t6\tบางสวน\t812345678", ("นางสาวสมหญิง ดี", "0812345678", 6, "240204")),
        ("4,นาย,ดำ,ดี,หมู่ที่ 3,ต.บางสวน,089 123 4567", ("นายดำ ดี", "0891234567", 3, "240204")),
        ("5 | บุญมี | มากดี | 7 | ปากน้ำ", ("บุญมี มากดี", "", 7, "240209")),
        ("0812345678 สมใจ รักดี หมู่ที่ 2", ("สมใจ รักดี", "0812345678", 2, None)),
        ("2 0812345678 สมใจ รักดี", ("สมใจ รักดี", "0812345678", None, None)),
        ("081 234 5678 สมใจ รักดี", ("สมใจ รักดี", "0812345678", None, None)),
        ("สมใจ ปากน้ำ", ("สมใจ ปากน้ำ", "", None, None)),
        ("สมใจ ปากน้ำ บางสวน", ("สมใจ ปากน้ำ", "", None, "240204")),
        ("บางสวน นางสมใจ รักดี", ("นางสมใจ รักดี", "", None, "240204")),
        ("นางใจ ดี 12/3 ม.6 ต.บางกระเจ็ดอ.บางคล้าจ.ฉะเชิงเทรา 24110", ("นางใจ ดี", "", 6, "240208")),
        ("นางใจ ดี อายุ 45 ปี หมู่ 4 บ้านสวน", ("นางใจ ดี", "", 4, None)),
        ("จ.ส.ต.ดำ ดี หมู่ 3", ("จ.ส.ต.ดำ ดี", "", 3, None)),
        ("ด.ต.แดง ดี", ("ด.ต.แดง ดี", "", None, None)),
        ("อ.สมชาย ดี", ("อ.สมชาย ดี", "", None, None)),
        ("ม.ล.ปลื้ม ดี", ("ม.ล.ปลื้ม ดี", "", None, None)),
        ("สมชาย ณ ตัวอย่าง", ("สมชาย ณ ตัวอย่าง", "", None, None)),
        ("นายิกา ดี (ป้าแดง)", ("นายิกา ดี (ป้าแดง)", "", None, None)),
        ("Mr. John Example +66 81 234 5678", ("Mr. John Example", "0812345678", None, None)),
        ("นางสมใจ\u200b รักดี \u202d０８１-555-0101\u202c", ("นางสมใจ รักดี", "0815550101", None, None)),
        ("บุญมี\tกลุ่มแม่บ้าน\t0891112222", ("บุญมี", "0891112222", None, None)),
    ],
)
def test_a_line_is_read_in_any_order_and_spelling(text, expected):
    line = read_line(text, TAMBONS)
    assert (line.name, line.phone, line.moo, line.tambon) == expected


def test_another_district_is_kept_as_typed():
    line = read_line("นางสมใจ รักดี ต.คลองเขื่อน อ.คลองเขื่อน", TAMBONS)
    assert (line.name, line.tambon, line.outside) == ("นางสมใจ รักดี", None, "ต.คลองเขื่อน อ.คลองเขื่อน")
    assert read_line("นางสมใจ รักดี ต.ปากน้ำ อ.เมือง", TAMBONS).tambon is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1. นาย", "ไม่พบชื่อคน"),
        ("0812345678", "ไม่พบชื่อคน"),
        ("รายชื่อผู้เข้าอบรม หมู่ 6", "ไม่พบชื่อคน"),
        ("รวม 12 คน", "ไม่พบชื่อคน"),
        ("=HYPERLINK(A1)", "ไม่พบชื่อคน"),
        ("นางใจ ดี 081234567", "เบอร์โทรศัพท์ไม่ถูกต้อง"),
        ("นางใจ ดี 1234567890", "เบอร์โทรศัพท์ไม่ถูกต้อง"),
        ("นางใจ ดี หมู่ 66", "หมู่ที่ต้องเป็นเลข 1 ถึง 30"),
        ("นางใจ ดี และลูก 2 คน", "ไม่แน่ใจว่าเลข 2"),
        ("นางใจ ดี 1-2345-67890-12-1", "เลขบัตรประชาชน"),
        ("ก" * 161, "ชื่อยาวเกินไป"),
        ("ก" * 301, "ยาวเกินไป"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused(text, says):
    with pytest.raises(Unreadable, match=says):
        read_line(text, TAMBONS)


@pytest.mark.hypothesis
@given(st.text(st.sampled_from("กขเแน้ำ์ั ๑0๖81.,\t|;()-/ต.อ.จ.ม.\u200b\x00\ue000"), max_size=310))
def test_whatever_is_pasted_gives_a_name_that_can_be_stored_or_a_sentence(text):
    try:
        line = read_line(text, TAMBONS)
    except Unreadable:
        return
    registration = Registration(name=line.name, phone=line.phone, moo=line.moo, outside=line.outside)
    registration.clean_fields(exclude=["event", "reference", "form_key", "link_key", "link_expires_at", "tambon"])
    assert not any(digit in line.name for digit in "0123456789")


def test_empty_lines_and_headings_hold_nobody():
    for text in ("", "   ", "-----", "ลำดับ\tชื่อ-สกุล\tเบอร์โทร\tหมู่ที่\tตำบล"):
        assert is_blank(text)
    assert not is_blank("ชื่น ใจดี")


# --- Saving ----------------------------------------------------------------------------------------------------------

LIST = """ลำดับ\tชื่อ-สกุล\tหมู่\tเบอร์โทร
1. นางแฉล้ม ลานใบไม้ หมู่ 6 0812345678

2. นายดำ ดี หมู่ 6
3. นางใจ ดี 08123
4. นายดำ ดี หมู่ 7
5. นายดำ ดี ม.6"""


@pytest.fixture
def officer(clock):
    return staff(make_user(is_staff=True))


@pytest.mark.django_db
def test_bad_lines_stay_and_the_others_are_saved(officer):
    event = make_event(2)
    pasted = paste(event=event, text=f"{LIST}\n6. นายจบ ดี บางสวน", sessions=event.sessions.all(), by=officer)
    assert [registration.name for registration in pasted.saved] == ["นางแฉล้ม ลานใบไม้", "นายดำ ดี", "นายดำ ดี", "นายจบ ดี"]
    assert pasted.saved[-1].tambon == tambon("บางสวน") and pasted.saved[0].moo == 6
    assert {(row.channel, row.party_size, row.registered_by) for row in pasted.saved} == {("paper", 1, officer.user)}
    assert [(line.text, line.sentence) for line in pasted.bad] == [
        ("3. นางใจ ดี 08123", "ไม่แน่ใจว่าเลข 08123 คืออะไร กรุณาลบออกหรือเขียน “หมู่” ไว้ข้างหน้า"),
        ("5. นายดำ ดี ม.6", "มีชื่อนี้แล้ว"),
    ]
    assert pasted.text == "3. นางใจ ดี 08123\n5. นายดำ ดี ม.6"
    session = event.sessions.get()
    assert (seated(session), waiting(session)) == ([1, 1], [1, 1])


@pytest.mark.django_db
def test_a_list_pasted_again_registers_nobody_twice(officer):
    event = make_event(None)
    come(event, registrant=registrant(name="แฉล้ม ลานใบไม้", phone="0812345678"))
    first = paste(event=event, text=LIST, sessions=[], by=officer)
    again = paste(event=event, text=LIST, sessions=[], by=officer)
    assert len(first.saved) == 2 and again.saved == []
    assert [line.sentence for line in again.bad].count("มีชื่อนี้แล้ว") == 4
    assert Registration.objects.count() == 3


@pytest.mark.django_db
def test_who_cancelled_can_be_pasted_again(officer):
    event = make_event(None)
    cancel(paste(event=event, text="นายดำ ดี", sessions=[], by=officer).saved[0], by=officer)
    assert paste(event=event, text="นายดำ ดี", sessions=[], by=officer).saved


@pytest.mark.django_db
def test_a_list_without_an_event_that_takes_it_is_refused_whole(officer):
    with pytest.raises(NotOpen):
        paste(event=make_event(2, state="cancelled"), text=LIST, sessions=[], by=officer)
    with pytest.raises(NothingChosen):
        paste(event=make_event(2), text=LIST, sessions=[], by=officer)
    assert not Registration.objects.exists()


@pytest.mark.django_db
def test_a_long_list_is_saved_in_parts(officer, monkeypatch):
    monkeypatch.setattr("consultations.outreach.name_lists.MOST_LINES", 2)
    assert MOST_LINES == 100
    pasted = paste(event=make_event(None), text="ก้อย ดี\nไก่ ดี\nขิง ดี", sessions=[], by=officer)
    assert len(pasted.saved) == 2 and "2 คน" in pasted.bad[0].sentence
