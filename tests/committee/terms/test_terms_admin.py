"""The staff's pages of terms: four steps from proposals to the order, members replaced, nothing typed lost."""

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from center.documents.models import Document
from center.people.models import Network, Person
from center.recycle_bin.deletions import bring_back
from center.recycle_bin.models import Deletion
from committee.terms.models import Nomination, Seat, Term
from portal.access import roles
from tests.center.documents.pdf_making import make_pdf
from tests.factories import (
    make_center,
    make_ended_term,
    make_governing_term,
    make_nomination,
    make_person,
    make_seat,
    make_staff,
    make_term,
    make_user,
)
from tests.selection import REFUSED_BY_FORM

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

FIRST = dt.date(2026, 10, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(client):
    make_center()
    user = make_staff(username="officer")
    client.force_login(user)
    return user


def url(name: str, *arguments) -> str:
    return reverse(f"admin:committee_{name}", args=arguments)


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def errors_of(answer) -> dict[str, list[str]]:
    """What a form refused, by field."""
    assert answer.status_code == 200
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def row(**fields) -> dict:
    """One row of the proposals as its form sends it."""
    return {
        "rank": "",
        "person": "",
        "typed_name": "",
        "origin": "otop",
        "stands_for": "",
        "position": "member",
    } | fields


def rows_to_post(*rows: dict, initial: int = 0, version: int = 0, **more) -> dict:
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": initial, "version": version, **more}
    for number, fields in enumerate(rows):
        data |= {f"rows-{number}-{name}": value for name, value in fields.items() if value is not None}
    return data


ORDER = {"order_number": "57/2569", "ordered_on": "25/9/2569", "starts_on": "1/10/2569", "ends_on": "", "ended_on": ""}


# --- 1 A new term ----------------------------------------------------------------------------------------------------


def test_a_new_term_is_opened_with_rows_ready_and_leads_on_to_them(client, officer):
    make_term(number=2)
    assert 'value="3"' in page(client, url("term_add"))
    answer = client.post(url("term_add"), {"number": "3", "starts_on": "1/10/2569", "ends_on": "", "_save": "1"})
    term = Term.objects.get(number=3)
    assert answer.headers["Location"] == url("term_nominations", term.pk)
    assert term.nominations.count() >= 6
    assert term.history.get().history_user == officer
    assert "ยังไม่แสดงบนเว็บ" in page(client, url("term_change", term.pk))


def test_a_term_that_ends_before_it_starts_is_refused_at_the_field(client, officer):
    data = {"number": "3", "starts_on": "1/10/2569", "ends_on": "30/9/2569", "note": "พิมพ์แล้ว", "_save": "1"}
    answer = client.post(url("term_add"), data)
    assert answer.context["adminform"].form.errors == {"ends_on": ["วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่มวาระ"]}
    assert "พิมพ์แล้ว" in answer.content.decode() and not Term.objects.exists()


# --- 2 Proposals -----------------------------------------------------------------------------------------------------


def test_proposals_are_saved_in_the_order_of_their_numbers(client, officer):
    term, known = make_term(), make_person()
    network = Network.objects.first()
    data = rows_to_post(
        row(rank="๒", person=known.pk, origin="sage", decision="มติเอกฉันท์", selected="on"),
        row(
            rank="1",
            typed_name="นางสาวแฉล้ม  ลานใบไม้",
            stands_for=f"network-{network.pk}",
            position="chair",
            selected="on",
        ),
        row(selected="on"),
        _draft="1",
    )
    answer = client.post(url("term_nominations", term.pk), data)
    assert answer.headers["Location"] == url("term_draft", term.pk)
    first, second = term.nominations.all()
    assert (first.person.title, first.person.first_name, first.person.surname) == ("นางสาว", "แฉล้ม", "ลานใบไม้")
    assert (first.network, first.position, first.rank, first.selected) == (network, "chair", 1, True)
    assert (second.person, second.origin, second.decision, second.rank) == (known, "sage", "มติเอกฉันท์", 2)


def test_a_row_is_taken_away_and_one_without_a_name_stays(client, officer):
    term = make_term()
    gone, stays = make_nomination(term, rank=1), make_nomination(term, rank=2, person=None)
    version = stays.pk
    data = rows_to_post(
        row(rank="1", person=gone.person_id, DELETE="on"), row(rank="2", selected="on"), initial=2, version=version
    )
    client.post(url("term_nominations", term.pk), data)
    assert [nomination.person for nomination in term.nominations.all()] == [None]


def test_a_name_the_registers_have_is_asked_about(client, officer):
    term, known = make_term(), make_person(first_name="แฉล้ม", surname="ลานใบไม้", moo=2)
    typed = row(typed_name="นางแฉล้ม ลานใบไม้", selected="on")
    answer = client.post(url("term_nominations", term.pk), rows_to_post(typed))
    assert "มีชื่อนี้ในทะเบียนแล้ว" in answer.content.decode() and not term.nominations.exists()
    client.post(url("term_nominations", term.pk), rows_to_post(typed | {"same_as": known.pk}))
    assert term.nominations.get().person == known
    newest = term.nominations.get().pk
    client.post(url("term_nominations", term.pk), rows_to_post(typed | {"same_as": "new"}, version=newest))
    assert term.nominations.get().person != known and Person.objects.count() == 2


def test_nobody_stands_in_two_selected_rows(client, officer):
    term, person = make_term(), make_person()
    data = rows_to_post(row(person=person.pk, selected="on"), row(person=person.pk, selected="on", decision="12 คะแนน"))
    answer = client.post(url("term_nominations", term.pk), data)
    (error,) = answer.context["summary"]
    assert error["message"].startswith("ซ้ำกับแถวที่ 1") and error["id"] == "id_rows-1-person"
    assert "12 คะแนน" in answer.content.decode() and not term.nominations.exists()


def test_one_new_name_typed_in_two_selected_rows_is_found_too(client, officer):
    term = make_term()
    data = rows_to_post(row(typed_name="นางแฉล้ม ลานใบไม้", selected="on"), row(typed_name="แฉล้ม ลานใบไม้", selected="on"))
    answer = client.post(url("term_nominations", term.pk), data)
    assert [error["id"] for error in answer.context["summary"]] == ["id_rows-1-typed_name"]


@REFUSED_BY_FORM
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ex_officio": "on"}, "office_th"),
        ({"origin": "nobody"}, "origin"),
        ({"stands_for": "network-999999"}, "stands_for"),
        ({"person": "999999"}, "person"),
        ({"person": "9" * 400}, "person"),
        ({"typed_name": "ก" * 161}, "typed_name"),
        ({"typed_name": "\x00"}, "typed_name"),
        ({"decision": "ก" * 121}, "decision"),
        ({"rank": "ศูนย์"}, "rank"),
    ],
)
def test_bad_input_is_refused_at_its_field_in_thai(client, officer, fields, field):
    term = make_term()
    answer = client.post(url("term_nominations", term.pk), rows_to_post(row(selected="on", **fields)))
    (error,) = answer.context["summary"]
    assert error["id"] == f"id_rows-0-{field}" and any("ก" <= letter <= "๙" for letter in error["message"])
    assert not term.nominations.exists()


def test_rows_written_by_somebody_else_meanwhile_are_not_overwritten_unasked(client, officer):
    term = make_term()
    make_nomination(term)
    data = rows_to_post(row(typed_name="นางแฉล้ม ลานใบไม้", selected="on"), version=0)
    answer = client.post(url("term_nominations", term.pk), data)
    assert "มีผู้อื่นแก้รายชื่อนี้" in answer.content.decode() and "นางแฉล้ม ลานใบไม้" in answer.content.decode()
    client.post(url("term_nominations", term.pk), data | {"version": answer.context["version"]})
    assert term.nominations.get().person.first_name == "แฉล้ม"


def test_the_cost_of_the_proposals_does_not_grow(client, officer, django_assert_max_num_queries):
    term = make_term()
    for _number in range(30):
        make_nomination(term)
    client.get(url("term_nominations", term.pk))
    with django_assert_max_num_queries(8):
        client.get(url("term_nominations", term.pk))


# --- 3 The draft -----------------------------------------------------------------------------------------------------


def test_the_draft_is_plain_thai_text_in_the_orders_own_order(client, officer):
    term = make_term(number=3, starts_on=FIRST, ends_on=dt.date(2030, 9, 30))
    network = Network.objects.get(name_th="องค์กรสตรี")
    make_nomination(
        term, rank=2, person=make_person(title="นาง", first_name="แฉล้ม", surname="ลานใบไม้"), network=network
    )
    office = {"ex_officio": True, "office_th": "พัฒนาการอำเภอ", "position": "secretary"}
    make_nomination(term, rank=1, person=make_person(title="นาย", first_name="ธาร", surname="คลอง"), **office)
    make_nomination(term, rank=3, selected=False, person=make_person(first_name="ไม่ได้รับเลือก"))
    answer = client.get(url("term_draft", term.pk), headers={"Accept-Language": "en"})
    draft = answer.context["draft"]
    assert "1. นายธาร คลอง พัฒนาการอำเภอ เป็นกรรมการและเลขานุการ (โดยตำแหน่ง)" in draft
    assert "2. นางแฉล้ม ลานใบไม้ องค์กรสตรี เป็นกรรมการ\n" in draft
    assert "ตั้งแต่วันที่ 1 ตุลาคม 2569 ถึงวันที่ 30 กันยายน 2573" in draft
    assert "ไม่ได้รับเลือก" not in draft and "<" not in draft and "&" not in draft


# --- 4 The order -----------------------------------------------------------------------------------------------------


def test_recording_the_order_starts_the_term_and_keeps_its_file(client, officer):
    term = make_term(number=3)
    make_nomination(term)
    file = SimpleUploadedFile("คำสั่ง.pdf", make_pdf(), "application/pdf")
    data = ORDER | {"new_file": file, "publish_file": "on", "signer_name": "นายธาร", "signer_position": "นายอำเภอ"}
    answer = client.post(url("term_order", term.pk), data)
    assert answer.headers["Location"] == url("term_change", term.pk)
    term.refresh_from_db()
    assert (term.state, term.order_number, term.ordered_on) == ("in_force", "57/2569", dt.date(2026, 9, 25))
    document = Document.objects.get()
    assert term.order_document == document and document.is_published and document.versions.count() == 1
    assert "คำสั่ง" in document.category.name_th
    assert term.seats.count() == 1


def test_a_term_in_force_has_to_end_first_and_the_page_offers_the_day(client, officer):
    former = make_governing_term(number=2, starts_on=dt.date(2022, 10, 1))
    term = make_term(number=3, starts_on=FIRST)
    make_nomination(term)
    shown = page(client, url("term_order", term.pk))
    assert "ชุดที่ 2 ยังไม่พ้นวาระ ให้พ้นวันที่" in shown and 'value="30/9/2569"' in shown
    answer = client.post(url("term_order", term.pk), ORDER | {"end_former_on": "", "signer_name": "นายธาร"})
    assert errors_of(answer) == {"end_former_on": ["ชุดที่ 2 ยังไม่พ้นวาระ กรุณากรอกวันที่ให้ชุดนั้นพ้นวาระ"]}
    assert "57/2569" in answer.content.decode() and "นายธาร" in answer.content.decode()
    answer = client.post(url("term_order", term.pk), ORDER | {"end_former_on": "1/10/2569"})
    assert "ต้องพ้นวาระก่อนวันที่ชุดใหม่เริ่ม" in errors_of(answer)["end_former_on"][0]
    client.post(url("term_order", term.pk), ORDER | {"end_former_on": "30/9/2569"})
    former.refresh_from_db()
    assert (former.state, former.ended_on) == ("ended", dt.date(2026, 9, 30))


def test_an_overlap_is_refused_at_the_field(client, officer):
    make_ended_term(dt.date(2022, 10, 1), dt.date(2026, 10, 15), number=2)
    term = make_term(number=3)
    make_nomination(term)
    answer = client.post(url("term_order", term.pk), ORDER)
    assert errors_of(answer) == {"starts_on": ["ซ้อนกับวาระของชุดที่ 2 (1 ต.ค. 65 – 15 ต.ค. 69)"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_number", ""),
        ("ordered_on", ""),
        ("ordered_on", "31/2/2569"),
        ("starts_on", ""),
        ("ends_on", "30/9/2569"),
    ],
)
def test_an_order_without_its_number_or_with_wrong_days_is_refused(client, officer, field, value):
    term = make_term()
    make_nomination(term)
    answer = client.post(url("term_order", term.pk), ORDER | {field: value})
    assert list(errors_of(answer)) == [field]
    assert not Seat.objects.exists()


def test_an_order_of_nobody_is_refused(client, officer):
    term = make_term()
    answer = client.post(url("term_order", term.pk), ORDER)
    assert errors_of(answer) == {"__all__": ["ยังไม่มีชื่อผู้ได้รับเลือก กรุณากรอกรายชื่อผู้แทนก่อน"]}


def test_an_order_recorded_by_mistake_is_taken_back(client, officer):
    term = make_term(number=3)
    make_nomination(term)
    client.post(url("term_order", term.pk), ORDER)
    assert "ยกเลิกการบันทึกคำสั่ง" in page(client, url("term_change", term.pk))
    client.post(url("term_revert", term.pk), {"reason": "ผิดชุด"})
    term.refresh_from_db()
    assert term.state == "preparing" and not Seat.objects.exists()
    assert "57/2569" in page(client, url("term_order", term.pk))


# --- The end ---------------------------------------------------------------------------------------------------------


def test_a_term_is_ended_and_opened_again(client, officer):
    term = make_governing_term(number=3)
    answer = client.post(url("term_end", term.pk), {"on": "30/9/2569", "reason": ""})
    assert errors_of(answer) == {"on": ["วันพ้นวาระต้องไม่ก่อนวันเริ่มวาระ (1 ต.ค. 69)"]}
    client.post(url("term_end", term.pk), {"on": "31/12/2569", "reason": "ยุบศูนย์"})
    term.refresh_from_db()
    assert term.ended_on == dt.date(2026, 12, 31)
    client.post(url("term_reopen", term.pk), {"reason": ""})
    term.refresh_from_db()
    assert (term.state, term.ended_on) == ("in_force", None)


# --- Members ---------------------------------------------------------------------------------------------------------

LEAVES = {"last_day": "31/3/2570", "reason": "resigned", "position": "member"}


def test_a_member_is_replaced_by_somebody_new_and_it_is_undone(client, officer):
    seat = make_seat(make_governing_term())
    client.post(url("seat_replace", seat.pk), LEAVES | {"typed_name": "นางแฉล้ม ลานใบไม้"})
    new = Seat.objects.get(replaces=seat)
    assert (new.person.first_name, new.from_on) == ("แฉล้ม", dt.date(2027, 4, 1))
    shown = page(client, url("term_change", seat.term_id))
    assert f"แทน{seat.person}" in shown and url("seat_undo", seat.pk) in shown
    client.post(url("seat_undo", seat.pk))
    assert Seat.objects.get().until_on is None


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"last_day": "30/9/2569"}, "last_day", "วันสุดท้ายต้องไม่ก่อนวันที่เริ่มเป็นกรรมการ"),
        ({"from_on": "31/3/2570"}, "from_on", "ผู้แทนใหม่ต้องเริ่มหลังวันสุดท้ายของคนเดิม"),
        ({"reason": ""}, "reason", "กรุณากรอกหรือเลือก"),
        ({"last_day": ""}, "last_day", "กรุณากรอกหรือเลือก"),
    ],
)
def test_a_successor_before_the_predecessor_left_is_refused_at_the_field(client, officer, fields, field, words):
    seat = make_seat(make_governing_term())
    data = LEAVES | {"typed_name": "นางแฉล้ม ลานใบไม้", **fields}
    answer = client.post(url("seat_replace", seat.pk), data)
    errors = errors_of(answer)
    assert list(errors) == [field] and words in errors[field][0]
    assert "นางแฉล้ม ลานใบไม้" in answer.content.decode() and Seat.objects.count() == 1


def test_who_sits_in_the_term_already_comes_for_nobody(client, officer):
    term = make_governing_term()
    seat, other = make_seat(term), make_seat(term)
    answer = client.post(url("seat_replace", seat.pk), LEAVES | {"person": other.person_id})
    assert errors_of(answer) == {"person": [f"{other.person} เป็นกรรมการชุดนี้อยู่แล้ว"]}


def test_what_a_seat_says_is_put_right(client, officer):
    seat = make_seat(make_governing_term())
    network = Network.objects.first()
    data = {"origin": "sage", "stands_for": f"network-{network.pk}", "position": "chair", "rank": "๗"}
    client.post(url("seat_edit", seat.pk), data)
    seat.refresh_from_db()
    assert (seat.origin, seat.network, seat.position, seat.rank) == ("sage", network, "chair", 7)


def test_the_members_leave_as_a_file_without_phones(client, officer):
    term = make_governing_term(number=3)
    left = make_seat(term, rank=1, until_on=FIRST + DAY, reason="died", person=make_person(phone="0812345678"))
    new = make_seat(term, rank=1, replaces=left, from_on=FIRST + 2 * DAY)
    answer = client.get(url("term_members", term.pk))
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["ชื่อ", str(left.person), str(new.person)]
    days = tuple(day.date() for day in rows[1][7:9])
    assert days == (FIRST, FIRST + DAY) and rows[1][9] == "ถึงแก่กรรม" and rows[2][10] == str(left.person)
    assert not any("0812345678" in str(cell) or "081-234" in str(cell) for row in rows for cell in row)


def test_the_state_is_that_of_today_though_the_next_order_is_recorded(client, officer):
    today = timezone.localdate()
    make_ended_term(today - 400 * DAY, today + DAY, number=2)
    make_governing_term(number=3, starts_on=today + 2 * DAY)
    make_ended_term(today - 900 * DAY, today - 401 * DAY, number=1)
    shown = page(client, url("term_changelist")).partition('id="result_list"')[2]
    words = [f"{state}</span>" for state in ("ยังไม่ถึงวันเริ่มวาระ", ">อยู่ในวาระ", ">พ้นวาระ")]
    assert [word for word in words if shown.count(word) != 1] == []
    assert sorted(words, key=shown.index) == words


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_who_may_only_read_changes_nothing(client, officer):
    """A reader opens the term, its members' file and the draft; the pages that change something are refused."""
    prepared, seat = make_term(number=4), make_seat(make_governing_term(number=3))
    make_nomination(prepared)
    roles.sync()
    reader = make_user(username="reader", is_staff=True)
    reader.groups.add(Group.objects.get(name=roles.READER.name))
    client.force_login(reader)
    for name in ("term_change", "term_draft"):
        assert "เปลี่ยนคน" not in page(client, url(name, seat.term_id))
    assert client.get(url("term_members", seat.term_id)).getvalue()
    refused = [url(f"term_{act}", prepared.pk) for act in ("nominations", "order", "end", "reopen", "revert")]
    refused += [url(f"seat_{act}", seat.pk) for act in ("replace", "edit", "undo")]
    for address in refused:
        assert (client.get(address).status_code, client.post(address, LEAVES | ORDER).status_code) == (403, 403), (
            address
        )


# --- The list, the bin -----------------------------------------------------------------------------------------------


def test_the_list_is_searched_by_members_at_a_constant_cost(client, officer, django_assert_max_num_queries):
    term = make_governing_term(number=3)
    make_seat(term, person=make_person(first_name="แฉล้ม"))
    for number in range(10, 20):
        make_seat(make_ended_term(dt.date(1990 + number, 1, 1), dt.date(1990 + number, 12, 31), number=number))
    found = client.get(url("term_changelist"), {"q": "แฉล้ม"}).context["cl"].queryset
    assert list(found) == [term]
    with django_assert_max_num_queries(8):
        client.get(url("term_changelist"))


def test_a_term_that_is_prepared_comes_back_from_the_bin_with_its_rows(client, officer):
    term = make_term(number=3)
    make_nomination(term)
    client.post(url("term_delete", term.pk), {"post": "yes"})
    assert not Term.objects.exists() and not Nomination.objects.exists()
    bring_back(Deletion.objects.get(), officer)
    assert Term.objects.get(number=3).nominations.count() == 1


def test_a_term_that_governed_is_deleted_neither_alone_nor_from_the_list(client, officer):
    term = make_ended_term(FIRST, FIRST + DAY)
    assert client.post(url("term_delete", term.pk), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": term.pk, "post": "yes"}
    client.post(url("term_changelist"), data)
    assert Term.objects.filter(pk=term.pk).exists()


def test_the_history_tells_who_changed_what(client, officer):
    term = make_governing_term(number=3)
    seat = make_seat(term)
    client.post(url("seat_replace", seat.pk), LEAVES)
    history = page(client, url("term_history", term.pk))
    assert "บันทึกการเปลี่ยนกรรมการ" in history and str(seat.person) not in history.partition('id="content"')[2]
