"""The sessions of an event as they are typed, and what can't be."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from committee.speakers.models import Speaker
from consultations.calendar.quarters import starts_quarter
from consultations.outreach.event_refusals import EventRefused
from consultations.outreach.models import Session
from thai.dates import local_date


@dataclass(frozen=True)
class SessionPlan:
    """One session as it is to be. pk: the session it is now, None for a new one. Moments are aware.

    Sessions start on a quarter of an hour and end on the day they start. desk: how people come, for desks only, which
    take no registrations and so have no capacity.
    """

    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    title_th: str = ""
    title_en: str = ""
    desk: str = ""
    capacity: int | None = None
    speakers: tuple[Speaker, ...] = ()
    pk: int | None = None

    @property
    def takes_appointments(self) -> bool:
        return self.desk == Session.Desk.APPOINTMENTS

    @property
    def takes_registrations(self) -> bool:
        return self.kind != Session.Kind.DESK

    def shifted(self, by: dt.timedelta) -> "SessionPlan":
        return replace(self, starts_at=self.starts_at + by, ends_at=self.ends_at + by)


def plan_of(session: Session) -> SessionPlan:
    """A session as it is now. Its speakers are read."""
    return SessionPlan(
        kind=session.kind,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title_th=session.title_th,
        title_en=session.title_en,
        desk=session.desk,
        capacity=session.capacity,
        speakers=tuple(session.speakers.all()),
        pk=session.pk,
    )


def refuse_impossible(plans: Sequence[SessionPlan]) -> None:
    """Raise EventRefused for the first session that can't be. No query."""
    if not plans:
        raise EventRefused(_("กิจกรรมต้องมีอย่างน้อย 1 ช่วง"))
    for position, plan in enumerate(plans):
        if sentence := _why_impossible(plan):
            raise EventRefused(sentence, session=position)


def refuse_strangers(plans: Sequence[SessionPlan], sessions: Sequence[Session]) -> None:
    """Raise EventRefused for a session that isn't the event's: somebody removed it meanwhile."""
    known = {session.pk for session in sessions}
    given = [plan.pk for plan in plans if plan.pk is not None]
    if not known.issuperset(given) or len(set(given)) != len(given):
        raise EventRefused(_("มีผู้แก้ไขช่วงของกิจกรรมนี้ไปก่อน กรุณาเปิดหน้านี้ใหม่"))


def _why_impossible(plan: SessionPlan) -> str:
    if not starts_quarter(plan.starts_at):
        return _("เวลาเริ่มต้องตรงทุก 15 นาที เช่น 09.00 09.15 09.30")
    if plan.ends_at <= plan.starts_at:
        return _("เวลาสิ้นสุดต้องหลังเวลาเริ่ม")
    if local_date(plan.ends_at - dt.timedelta(microseconds=1)) != local_date(plan.starts_at):
        return _("แต่ละช่วงต้องจบในวันเดียวกัน")
    if plan.capacity is not None and plan.capacity < 1:
        return _("จำนวนที่รับต้องอย่างน้อย 1 คน")
    if (plan.kind == Session.Kind.DESK) != bool(plan.desk):
        return _("โต๊ะให้คำปรึกษาต้องเลือกว่านัดล่วงหน้าหรือแจกบัตรคิว")
    if plan.takes_appointments and not plan.speakers:
        return _("โต๊ะที่นัดล่วงหน้าต้องเลือกผู้ให้คำปรึกษา")
    return ""
