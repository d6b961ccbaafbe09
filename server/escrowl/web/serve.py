"""Running the server: one address of this computer only, one store, and a stop that finishes what has begun."""

from __future__ import annotations

import contextlib
import errno
import gc
import http.client
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from escrowl.errors import PortTaken, SettingsInvalid
from escrowl.settings import Settings
from escrowl.web.door import Door
from escrowl.web.pairing import WINDOW, Clients, PairingLine, read_or_make_key

ADDRESS = "127.0.0.1"
RUNTIME_FILE = "server.json"
POLL = hasattr(select, "poll")  # Windows has none
FINISH = 4.0
"""Seconds that requests in flight get after a stop; with the rest the process ends within 5."""


@dataclass(slots=True)
class Running:
    """A server that answers."""

    port: int
    settings: Settings
    _clients: Clients = field(repr=False)
    _stop: Callable[[], None] = field(repr=False)

    def any_paired(self) -> bool:
        """Whether a browser is paired and not revoked."""
        return self._clients.any_paired()

    def new_pairing(self, name: str, seconds: int = WINDOW) -> PairingLine:
        """A pairing line for one browser, good for ``seconds``."""
        return self._clients.open_window(name, seconds)

    def stop(self) -> None:
        """Finish what has begun and return from `serve`. From any thread."""
        self._stop()


def is_escrowl(port: int) -> bool:
    """Whether escrowl answers at a port of this computer."""
    try:
        with contextlib.closing(http.client.HTTPConnection(ADDRESS, port, timeout=1)) as connection:
            connection.request("GET", "/api/v1/ping")
            return "api" in json.loads(connection.getresponse().read(200))
    except (OSError, ValueError, http.client.HTTPException, TypeError):
        return False


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1. Raises PortTaken, saying by whom and what to do."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
        listener.listen(1024)
    except OSError as fault:
        listener.close()
        if fault.errno in (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEADDRINUSE", -1)):
            if is_escrowl(port):
                text = (
                    f"escrowl already runs at port {port}. `escrowl open` shows its dashboard and `escrowl pair` pairs "
                    "a browser with it; stop it first to start it anew."
                )
            else:
                text = (
                    f"Another program uses port {port}. Stop that program, or choose another port with --port "
                    "(or ESCROWL_PORT), and pair the browser again."
                )
            raise PortTaken(text) from fault
        raise
    return listener


def secure_process() -> None:
    """Files for this user alone, and no core dump, which could hold messages."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def secure_folder(folder: Path) -> None:
    """The data folder, 0700. Raises SettingsInvalid when it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as fault:
        raise SettingsInvalid(
            f"The data folder {folder} cannot be used ({fault.strerror}). Choose another with ESCROWL_DATA."
        ) from fault


@contextlib.contextmanager
def runtime_file(folder: Path, port: int) -> Iterator[None]:
    """``server.json`` with port and process, 0600, for as long as the server runs."""
    path = folder / RUNTIME_FILE
    temporary = folder / (RUNTIME_FILE + ".tmp")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        json.dump({"port": port, "pid": os.getpid()}, file)
    temporary.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def make_server(app: Any, listener: socket.socket) -> Any:
    """waitress with this project's limits, on a socket that already listens."""
    from waitress.server import create_server

    from escrowl.web.channel import Channel

    server = create_server(
        app,
        sockets=[listener],
        ident=None,
        threads=8,
        max_request_body_size=4_000_000,
        max_request_header_size=16_384,
        channel_timeout=5,
        cleanup_interval=1,
        connection_limit=500,
        clear_untrusted_proxy_headers=True,
        expose_tracebacks=False,
    )
    server.channel_class = Channel
    return server


def _loop(server: Any, stopped: threading.Event, waking: threading.RLock) -> None:
    """Serve until stopped, then take no new connection and go on until every answer that was begun has left."""
    while not stopped.is_set():
        server.asyncore.loop(timeout=0.5, map=server._map, use_poll=POLL, count=1)
    with waking:  # whoever stops it has written to the trigger, whose number the next file may get
        server.accepting = False
    server.socket.close()
    server.del_channel()
    deadline = time.monotonic() + FINISH
    while time.monotonic() < deadline and any(
        channel.requests or channel.total_outbufs_len for channel in list(server.active_channels.values())
    ):
        server.asyncore.loop(timeout=0.05, map=server._map, use_poll=POLL, count=1)
    server.task_dispatcher.shutdown(timeout=0.5)
    server.asyncore.close_all(server._map)


def serve(settings: Settings, on_ready: Callable[[Running], None]) -> None:
    """Serve until SIGTERM, SIGINT or ``Running.stop``. ``on_ready`` is called once, when requests are answered.

    Raises PortTaken, StoreLocked (another server has this store), StoreDamaged, SettingsInvalid, and what ``on_ready``
    or the loading of rules and replies raises.
    """
    secure_process()
    secure_folder(settings.data)
    with contextlib.ExitStack() as stack:
        listener = listen(settings.port)
        stack.callback(listener.close)
        door = Door(settings.port)
        server = make_server(door, listener)
        stopped = threading.Event()

        waking = threading.RLock()  # a signal may come while it is held

        def stop() -> None:
            with waking:
                if not stopped.is_set():
                    stopped.set()
                    server.pull_trigger()

        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                before = signal.signal(number, lambda _number, _frame: stop())
                stack.callback(signal.signal, number, before)

        failed: list[BaseException] = []

        def load() -> None:
            gc.disable()  # nothing that is loaded is garbage: to search all of it again and again takes a tenth
            try:
                _open(settings, door, stack, stop, on_ready)
            except (
                BaseException
            ) as fault:  # a locked store, a broken rule file: it ends the server, raised from `serve`
                failed.append(fault)
                door.close()
                stop()
            finally:
                gc.enable()

        loading = threading.Thread(target=load, name="escrowl-ready", daemon=True)
        loading.start()
        try:
            _loop(server, stopped, waking)
        finally:
            loading.join()  # what it opened is closed below, the store last but the listener
        if failed:
            raise failed[0]


def _open(
    settings: Settings,
    door: Door,
    stack: contextlib.ExitStack,
    stop: Callable[[], None],
    on_ready: Callable[[Running], None],
) -> None:
    """Load everything beside the loop: store, app, rules; each in its turn answers what has waited for it."""
    from escrowl.store import open_store
    from escrowl.web.app import create_app
    from escrowl.web.checking import make_checking, warm_up

    store = open_store(settings.data)
    stack.callback(store.close)
    clients = Clients(store, read_or_make_key(settings.data), settings.port)
    checking = stack.enter_context(make_checking())
    door.open(create_app(settings, store, clients, checking))
    stack.enter_context(runtime_file(settings.data, settings.port))
    warm_up()
    on_ready(Running(settings.port, settings, clients, stop))
