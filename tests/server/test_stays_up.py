"""A ward's server is started by one command, survives the death of any of its parts, and ends when asked."""

import json
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest

from app.web.browsers.shell import release_of
from app.web.static_files import built_names
from tests.server.conftest import PATIENCE, ROOT, Server, Start, eventually, starting, with_tables


@pytest.fixture(scope="module")
def new_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where nothing was kept before."""
    return tmp_path_factory.mktemp("new") / "data"


@pytest.fixture(scope="module")
def start_anew(new_place: Path) -> Iterator[Start]:
    """Starts a server there."""
    with starting(new_place) as start:
        yield start


@pytest.fixture(scope="module")
def first(start_anew: Start) -> Server:
    """The first one in a new place, for those who only look; then for the one test that ends it."""
    return start_anew("--port", "0")


@pytest.fixture(scope="module")
def standing_data(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the standing server keeps what it has."""
    return with_tables(tmp_path_factory.mktemp("standing") / "data", migrated_file)


@pytest.fixture(scope="module")
def start_standing(standing_data: Path) -> Iterator[Start]:
    """Starts a server there."""
    with starting(standing_data) as start:
        yield start


@pytest.fixture(scope="module")
def standing(start_standing: Start) -> Server:
    """A server for those who only look, or do to it what it survives; then it is killed (`killed`)."""
    return start_standing("--port", "0", "--host", "0.0.0.0")


@dataclass(frozen=True)
class Killed:
    """The children of the standing server, which was killed, what its worker had noted of itself, and the server that
    was started on its port at once: for those who only look, then for the one test that ends it."""

    children: list[psutil.Process]
    noted: dict[str, str]
    again: Server


def _worker_of(data: Path) -> dict[str, str]:
    """What the worker there has noted of itself."""
    note = data / "worker.json"
    return json.loads(note.read_text()) if note.exists() else {}


@pytest.fixture(scope="module")
def killed(standing: Server, start_standing: Start, standing_data: Path) -> Killed:
    """It, killed for good and started again."""
    standing.get()
    children = [standing.child("app.commands.processes.web"), standing.child("app.commands.processes.worker")]
    noted = eventually(lambda: _worker_of(standing_data))
    standing.process.kill()
    again = start_standing("--port", standing.address.rpartition(":")[2], "--host", "0.0.0.0")
    return Killed(children, noted, again)


def test_it_says_where_it_answers_and_answers_there(first: Server, new_place: Path) -> None:
    server = first

    assert server.address.startswith("127.0.0.1:")
    assert server.lines[-1] == f"Ready: http://{server.address}"
    assert server.get("/suc-khoe")[0] == 200
    assert (new_place / "lopso.db").exists()


def test_a_stranger_gets_a_ward_to_try_the_names_to_sign_in_with_and_no_setup_code(
    first_start: Start, data: Path
) -> None:
    """Started in an empty place and asked for the demo ward. It ends here: its worker would go on drawing papers."""
    server = first_start("--port", "0", "--demo")

    assert server.get("/l/DEM1")[0] == 200
    told = "\n".join(server.lines)
    assert all(username in told for username in ("quantri", "canbo", "lanhdao", "giangvien", "quay", "daisu", "tinh"))
    assert f"http://{server.address}/l/DEM1" in told
    assert server.lines[-1].startswith("Ready: ")
    assert server.get("/quan-tri/bat-dau")[0] == 404
    assert not (data / "setup_code").exists()
    assert not any(line.startswith("First run") for line in server.lines)


def test_on_the_whole_network_it_says_what_phones_have_to_type(standing: Server) -> None:
    server = standing

    assert server.get()[0] == 200
    port = server.address.rpartition(":")[2]
    assert server.lines[-1] == f"Ready: http://0.0.0.0:{port}"
    assert re.fullmatch(rf"On the same network: http://(?!0\.)[\d.]+:{port}", server.lines[-2])


def test_a_port_in_use_is_one_clear_sentence(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = start("--port", str(port))

        assert server.wait() == 1
    assert server.complaints == [f"Port {port} is in use. Stop the other server, or choose another port: --port N\n"]
    assert server.lines == []


def test_a_number_that_is_no_port_is_refused_in_words(start: Start) -> None:
    server = start("--port", "70000")

    assert server.wait() == 2
    assert server.complaints[-1].endswith("70000 is no port: a number up to 65535\n")


def test_a_data_directory_that_cannot_be_made_is_one_clear_sentence(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    server = start("--port", "0", "--data", str(tmp_path / "file" / "data"))

    assert server.wait() == 1
    assert server.complaints == [f"The data directory {tmp_path}/file/data cannot be made: Not a directory.\n"]


def test_when_the_web_process_is_killed_nobody_is_refused(standing: Server) -> None:
    server = standing
    killed = server.child("app.commands.processes.web")
    assert server.get()[0] == 200
    refused: list[str] = []
    answered_after = threading.Semaphore(0)
    over = threading.Event()

    def ask_on_and_on() -> None:
        while not over.is_set():
            try:
                server.get()
            except ConnectionRefusedError as error:
                refused.append(str(error))
            except (HTTPException, ConnectionError):
                continue  # it was in the killed process's hands
            if not killed.is_running():
                answered_after.release()

    askers = [threading.Thread(target=ask_on_and_on) for _ in range(4)]
    for asker in askers:
        asker.start()
    killed.kill()
    for _ in range(20):
        assert answered_after.acquire(timeout=PATIENCE)
    over.set()
    for asker in askers:
        asker.join()

    assert refused == []
    assert server.child("app.commands.processes.web").pid != killed.pid
    assert any("The web process ended (SIGKILL); it is started again" in line for line in server.complaints)


def test_when_the_worker_is_killed_another_takes_its_place(standing: Server, standing_data: Path) -> None:
    server = standing
    assert server.get()[0] == 200
    web, killed = server.child("app.commands.processes.web"), server.child("app.commands.processes.worker")
    noted = eventually(lambda: _worker_of(standing_data))

    killed.kill()
    killed.wait(PATIENCE)

    assert server.child("app.commands.processes.worker").pid != killed.pid
    assert eventually(lambda: again if (again := _worker_of(standing_data)) != noted else None)
    assert server.get()[0] == 200
    assert server.child("app.commands.processes.web").pid == web.pid


def test_the_worker_gives_way_to_people_at_the_screen(standing: Server) -> None:
    server = standing
    server.get()

    assert eventually(lambda: server.child("app.commands.processes.worker").nice() == 10)
    assert server.child("app.commands.processes.web").nice() == 0


@pytest.mark.core("kill -9 of the supervisor")
def test_killed_it_takes_its_children_along_and_can_be_started_again_at_once_on_the_same_port(
    standing: Server, killed: Killed
) -> None:
    again = killed.again

    assert again.address == standing.address
    assert again.get()[0] == 200
    gone, alive = psutil.wait_procs(killed.children, PATIENCE)
    assert not alive
    assert len(gone) == 2


def test_asked_to_end_it_ends_whole_and_says_so_by_its_exit_code(killed: Killed, standing_data: Path) -> None:
    server = killed.again
    server.get()
    children = [server.child("app.commands.processes.web"), server.child("app.commands.processes.worker")]
    worker = eventually(lambda: again if (again := _worker_of(standing_data)) != killed.noted else None)
    assert worker["release"] == release_of(built_names())

    server.process.send_signal(signal.SIGTERM)

    assert server.wait() == 0
    assert not any(child.is_running() for child in children)
    assert _worker_of(standing_data) == {}


def test_a_new_place_says_where_it_is_set_up_and_by_which_code(first: Server, new_place: Path) -> None:
    server = first

    address = f"http://{server.address}/quan-tri/bat-dau"
    code = (new_place / "setup_code").read_text(encoding="ascii").strip()
    assert server.lines[-2] == f"First run: open {address}, setup code {code[:4]} {code[4:]}"
    assert code.encode() not in server.get("/quan-tri/bat-dau")[1]


def test_the_second_start_finds_what_the_first_one_left(first: Server, start_anew: Start) -> None:
    assert first.get()[0] == 200
    first.process.terminate()
    assert first.wait() == 0

    second = start_anew("--port", "0")

    assert second.get()[0] == 200
    assert second.lines[1:] == [f"Ready: http://{second.address}"]  # nothing to bring up to date


def test_a_web_process_that_dies_at_each_start_is_given_up_with_a_sentence(start: Start) -> None:
    broken = start("--port", "0", TRUSTED_PROXIES="several")

    assert broken.wait() == 1
    assert any("several" in line for line in broken.complaints)
    assert broken.complaints[-1] == "The server does not start: the reason stands above.\n"


def test_an_unknown_host_is_one_clear_sentence(start: Start) -> None:
    server = start("--host", "no host")

    assert server.wait() == 1
    assert len(server.complaints) == 1
    assert server.complaints[0].startswith("There is no address no host: ")


def test_the_command_line_works_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("raise SystemExit('not the product')")
    told = subprocess.run([ROOT / "script" / "lopso", "--help"], cwd=tmp_path, capture_output=True, text=True)

    assert told.returncode == 0
    assert "migrate" in told.stdout
    assert list(tmp_path.iterdir()) == [tmp_path / "app.py"]


def test_a_server_that_cannot_start_says_so_instead_of_trying_for_ever(start: Start) -> None:
    server = start("--port", "0", DATABASE_URL="sqlite:////nowhere/to/be/found.db")

    assert server.wait() == 1
    assert server.complaints[-1] == "The database could not be brought up to date: the reason stands above.\n"
