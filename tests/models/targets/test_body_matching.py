"""What plans call those who lead and co-operate, beside the organisations, teams and groups of a ward."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.country import clock
from app.data.plans import catalogue
from app.exchange.plans import load
from app.models import AdministrativeUnit, Matter, MatterBody, NamedBody, Organisation, Team
from app.models.movement.merging import merge
from app.models.people.changing import Overtaken
from app.models.targets.body_matching import choices, found, match_again, sync
from app.models.targets.matter import place_key
from app.models.targets.named_body import MATCHED, OUTSIDE, UNSURE, led_by
from app.models.targets.task_owner import Owner, bodies_in
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_group, make_organisation, make_plan, make_ward


@pytest.fixture
def app(engine: str, make_app: Callable[..., Flask]) -> Flask:
    return make_app(engine, rooms=False)


ORGANISATIONS = {
    "Công an phường Phan Đình Phùng": "police", "Trạm Y tế phường": "health_station", "Trường THCS Túc Duyên": "school",
    "Ủy ban MTTQ Việt Nam phường": "front", "Phòng Văn hóa - Xã hội": "agency", "Hội LHPN phường": "mass_organisation",
    "Trường Tiểu học Gia Sàng": "school",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "name", "every"),
    [
        ("Công an phường", "Công an phường Phan Đình Phùng", ""),
        ("MTTQ phường", "Ủy ban MTTQ Việt Nam phường", ""),
        ("Phòng Văn hoá - Xã hội phường", "Phòng Văn hóa - Xã hội", ""),
        ("Hội Liên hiệp Phụ nữ phường", "Hội LHPN phường", ""),
        ("trạm y tế phường", "Trạm Y tế phường", ""),
        ("Tổ dân phố Túc Duyên 1", "Tổ dân phố Túc Duyên 1", ""),
        ("các tổ dân phố", "", "residential_group"),
        ("các thôn, bản, tiểu khu thuộc xã", "", "residential_group"),
        ("Tổ công nghệ số cộng đồng", "", "team"),
        ("các cơ sở giáo dục trên địa bàn phường", "", "school"),
        ("Các tổ chức chính trị - xã hội phường", "", "mass_organisation"),
        ("Ban CTMT các tổ dân phố", "", ""),
        ("Ủy ban MTTQ và các tổ chức chính trị - xã hội phường", "", ""),
        ("Trường học", "", "school"),
        ("TDP số 02", "Tổ dân phố 2", ""),
        ("Tổ dân phố 7", "", ""),
        ("Sở Khoa học và Công nghệ", "", ""),
        ("phường", "", ""),
    ],
)
def test_words_mean_a_row_only_where_that_is_sure(app: Flask, words: str, name: str, every: str) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        for called, kind in ORGANISATIONS.items():
            make_organisation(session, ward, called, kind=kind)
        make_group(session, ward, "Tổ dân phố Túc Duyên 1")
        make_group(session, ward, "Tổ dân phố 2")
        body, kind = found(words, bodies_in(session, ward.id))
        assert (body.name if body else "", kind) == (name, every)


def test_of_two_that_may_be_meant_none_is_taken_and_both_are_offered(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        for name in ("Đoàn Thanh niên phường", "Đoàn thanh niên xã", "Hội Phụ nữ"):
            make_organisation(session, ward, name, kind="mass_organisation")
        rows = bodies_in(session, ward.id)
        assert found("Đoàn TN", rows) == (None, "")
        offered = [owner.name for owner, _kind in choices("Đoàn TN", rows) if owner]
        assert set(offered[:2]) == {"Đoàn Thanh niên phường", "Đoàn thanh niên xã"}
        make_group(session, ward, "Tổ dân phố Hoàng Văn Thụ 1")
        assert choices("Phòng Văn hóa - Xã hội phường", bodies_in(session, ward.id)) == []


def test_a_plan_that_is_loaded_names_its_bodies_once_and_keeps_its_words(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        make_organisation(session, ward, "Công an phường", kind="police")
        file = catalogue()["phan-dinh-phung"]
        for _ in range(2):
            load(session, ward, file)
        bodies = {each.words: each for each in session.scalars(NamedBody.of(ward.id))}
        assert bodies["Công an phường"].body == Owner.of(session.scalars(select(Organisation)).one())
        assert bodies["các tổ dân phố"].every == "residential_group"
        assert bodies["Phòng Văn hóa - Xã hội phường"].state == UNSURE
        links = session.scalar(select(func.count()).select_from(MatterBody))
        words = sum(len(each.get(role, "").split("; ")) for each in file.matters.values() for role in
                    ("lead", "cooperating") if each.get(role))  # fmt: skip
        assert links == words
        police = bodies["Công an phường"].body
        assert police
        led = session.scalars(select(Matter.key).where(led_by(police.slug))).all()
        assert set(led) == {key for key, each in file.matters.items() if "Công an phường" in each.get("lead", "")}
        waiting = [each.words for each, _tasks in session.execute(NamedBody.waiting(ward.id))]
        assert waiting[0] == "Phòng Văn hóa - Xã hội phường"  # the most named
        assert "Công an phường" not in waiting


def test_what_an_officer_chose_stays_when_everything_is_matched_again(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        plan = make_plan(session, ward)
        tasks = [Matter(unit=ward, plan=plan, text="Mở lớp", lead=lead) for lead in ("Tỉnh đoàn", "Hội CCB phường")]
        session.add_all(tasks)
        session.flush()
        assert match_again(session, ward.id) == 0  # rows that stood before bodies were named
        tinh, ccb = session.scalars(NamedBody.of(ward.id).order_by(None).order_by(NamedBody.key.desc())).all()
        tinh.choose(OUTSIDE, "1")
        make_organisation(session, ward, "Hội CCB phường", kind="mass_organisation")
        assert match_again(session, ward.id) == 1
        assert (tinh.state, ccb.state) == (OUTSIDE, MATCHED)
        with pytest.raises(Overtaken):
            tinh.choose(UNSURE, "1")
        tasks[0].lead = "Hội CCB phường"
        sync(session, tasks)
        assert session.scalar(select(func.count()).select_from(MatterBody)) == 2


def test_a_merged_organisation_leaves_its_tasks_to_the_other(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        gone, into = (make_organisation(session, ward, name, kind="police") for name in ("Công an", "Công an phường"))
        task = Matter(unit=ward, plan=make_plan(session, ward), text="Tuần tra", lead="Công an")
        task.owner = Owner.of(gone)
        session.add(task)
        session.flush()
        sync(session, [task])
        merge(session, gone, into, clock.today())
        assert task.owner == Owner.of(into)
        assert session.scalars(NamedBody.of(ward.id)).one().body == Owner.of(into)


@pytest.mark.parametrize("values", ["state = 'matched'", "every = 'school'", "state = 'outside', every = 'team'"])
def test_the_database_refuses_what_means_nothing(app: Flask, values: str) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        session.add(NamedBody(unit=ward, key="to", words="Tổ"))
    columns = dict(each.replace("'", "").split(" = ") for each in values.split(", "))
    with app.app_context(), pytest.raises(IntegrityError), immediate() as session:
        session.execute(update(NamedBody).values(**columns))


def _matched(app: Flask, unit_id: int) -> int:
    with app.app_context(), immediate() as session:
        session.scalars(AdministrativeUnit.locked(unit_id)).one()
        return match_again(session, unit_id)


def _chosen(app: Flask, body_id: int, state: str) -> str:
    with app.app_context():
        try:
            with immediate() as session:
                body = session.scalars(NamedBody.locked(body_id)).one()
                body.choose(state, "1")
        except Overtaken:
            return "overtaken"
    return "chosen"


@pytest.mark.postgresql
def test_two_officers_match_and_choose_at_once(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        plan = make_plan(session, ward)
        session.add_all(Matter(unit=ward, plan=plan, text=f"Việc {n}", lead="Tỉnh đoàn; Báo tỉnh") for n in range(4))
    outcomes = at_once([partial(_matched, app, ward.id)] * 4)
    assert outcomes == [0] * 4
    with app.app_context():
        bodies = db.session.scalars(NamedBody.of(ward.id)).all()
        assert len(bodies) == 2
        assert db.session.scalar(select(func.count()).select_from(MatterBody)) == 8
    outcomes = at_once([partial(_chosen, app, bodies[0].id, OUTSIDE)] * 3)
    assert Counter(outcomes) in (Counter(chosen=3), Counter(chosen=1, overtaken=2), Counter(chosen=2, overtaken=1))
    with app.app_context():
        assert db.session.get_one(NamedBody, bodies[0].id).version == 2


@pytest.mark.either
def test_places_sort_as_a_plan_orders_them() -> None:
    ordered = ["phần I, mục 4", "phần III, mục 4.1", "phần III, mục 4.2", "phần III, mục 10", "phần IV, mục 5"]
    ordered += ["phần IV, mục 5, điểm d", "phần IV, mục 5, điểm đ", "phần IV, mục 5, điểm e", "phần IX", ""]
    mixed = [*ordered[5:], *ordered[:5]]
    assert sorted(mixed, key=place_key) == ordered


def test_teams_are_all_meant_by_their_kind(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        team = Team(unit=ward, name="Tổ thanh niên chuyển đổi số", kind="youth", created_at=clock.now())
        session.add(team)
        session.flush()
        assert found("Tổ thanh niên chuyển đổi số", bodies_in(session, ward.id)) == (Owner.of(team), "")
