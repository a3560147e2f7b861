"""Tasks of plans: given by a leader, reported by whoever has one, accepted or given back. Reminders."""

from datetime import timedelta
from random import Random

from tests.year.registry import Refused, rule
from tests.year.world import World

GIVEN, MINE, REMINDERS = "/van-phong/viec-giao", "/quay/viec-duoc-giao", "/van-phong/bao-cao/noi-gui"
TASKS = "SELECT id, public_id, state, owner_account_id FROM matter WHERE retired_on IS NULL"
FREE = f"{TASKS} AND state IN ('open', 'doing', 'returned')"
OWNED = f"{FREE} AND owner_account_id IS NOT NULL"
WAITING = f"{TASKS} AND state = 'reported'"
DONE = "Đã xong, có biên bản kèm theo"


@rule(2, given=FREE)
def give_a_task(world: World, draw: Random) -> None:
    """The leader gives a task to an account, or to another one."""
    task = world.pick(draw, world.rows(FREE), key=lambda each: each.id)
    page = world.browser("lanhdao").get(f"{GIVEN}/{task.public_id}")
    form = next((each for each in page.forms() if {"Giao", "Giao lại"} & set(each.buttons)), None)
    if form is None:
        raise Refused("it is not given from there")
    account = world.accounts[draw.choice(("canbo", "giangvien", "totruong", "congan", "truong"))]
    day = world.today + timedelta(days=draw.randrange(-3, 40))
    before = _version(world, task.id)
    form.submit({"owner": f"account-{account.id}", "day": f"{day:%d/%m/%Y}"})
    if _version(world, task.id) == before:
        raise Refused("given before")


@rule(3, after=("give_a_task",), given=OWNED)
def report_a_task(world: World, draw: Random) -> None:
    """Whoever has a task reports it finished."""
    task = world.pick(draw, world.rows(OWNED), key=lambda each: each.id)
    names = {each.id: name for name, each in world.accounts.items()}
    page = world.browser(names[task.owner_account_id]).get(f"{MINE}/{task.public_id}")
    page.form(button="Báo đã xong").submit({"answer": f"{DONE} {draw.randrange(999)}"})
    _became(world, task.id, "reported")


@rule(2, after=("report_a_task",), given=WAITING)
def accept_a_task(world: World, draw: Random) -> None:
    """The leader accepts what was reported."""
    task = world.pick(draw, world.rows(WAITING), key=lambda each: each.id)
    world.browser("lanhdao").get(f"{GIVEN}/{task.public_id}").form("/duyet").submit()
    _became(world, task.id, "accepted")
    world.book.made["accepted"].append(task.id)


@rule(1, after=("report_a_task",), given=WAITING)
def give_a_task_back(world: World, draw: Random) -> None:
    """The leader gives back what was reported, with a reason."""
    task = world.pick(draw, world.rows(WAITING), key=lambda each: each.id)
    form = world.browser("lanhdao").get(f"{GIVEN}/{task.public_id}/tra-lai").form(button="Trả lại")
    form.submit({"why": "Chưa có danh sách ký"})
    _became(world, task.id, "returned")


@rule(2)
def remind_all(world: World, draw: Random) -> None:
    """The officer reminds all who are late with one thing, in one press."""
    browser = world.browser("canbo")
    links = {each for each in browser.get("/van-phong").links().values() if each.startswith(REMINDERS)}
    page = browser.get(world.pick(draw, sorted(links), key=str))
    before = world.one("SELECT count(*) FROM reminder")
    page.form(button="Đã báo cả nhóm").submit()
    if world.one("SELECT count(*) FROM reminder") == before:
        raise Refused("nobody was reminded")


def _version(world: World, number: int) -> int:
    return int(world.one("SELECT version FROM matter WHERE id = :id", id=number))


def _became(world: World, number: int, state: str) -> None:
    if world.one("SELECT state FROM matter WHERE id = :id", id=number) != state:
        raise Refused(f"not {state}")
