"""A PostgreSQL server of the tests' own, in a temporary folder and on a socket there: no port is taken."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# A server that is thrown away needs no durability; nobody here pulls its plug.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "timezone": "Asia/Kathmandu",
}


def binaries() -> Path | None:
    """The folder with PostgreSQL's programs, the latest where there are several; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def schema(self) -> str:
        """The URL of an empty schema: as good as a database to whoever connects, and made in no time."""
        name = self._make("SCHEMA")
        return f"{self._url('postgres')}&options=-csearch_path%3D{name}"

    def database(self) -> str:
        """The URL of an empty database."""
        return self._url(self._make("DATABASE"))

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://quotedesk@/{database}?host={self.folder}"

    def _make(self, kind: str) -> str:
        self._made += 1
        name = f"test{self._made}"
        with psycopg.connect(host=str(self.folder), user="quotedesk", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE {kind} {name}")
        return name


@contextmanager
def server() -> Iterator[Server]:
    """Starts a server and stops it at the end. It refuses to run as root: then it is the user postgres who runs it."""
    programs = binaries()
    assert programs is not None
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="quotedesk-pg-"))
    try:
        if as_user:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        made = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "quotedesk",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **as_user)
        settings = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        command = [programs / "postgres", "-D", data, "-k", folder, *settings]
        log = (folder / "log").open("wb")
        with log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **as_user) as process:
            try:
                _await(folder, process)
                yield Server(folder)
            finally:
                process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
                process.wait(20)
    finally:
        shutil.rmtree(folder)


def _await(folder: Path, process: subprocess.Popen) -> None:
    for _ in range(200):
        try:
            psycopg.connect(host=str(folder), user="quotedesk", dbname="postgres").close()
        except psycopg.OperationalError:
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError((folder / "log").read_text())
