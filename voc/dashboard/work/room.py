"""How much may be under way at once, counted over all servers of this machine before anything begins."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any

from voc.config import Settings
from voc.dashboard.work.folders import WorkFolder, all_folders, work_place
from voc.dashboard.work.starting import begin
from voc.errors import VocError
from voc.locks import hold

# Each is a process with a survey in its memory; they share the cores with the pages.
MOST_OF_ALL, MOST_OF_ONE = 3, 2
# Files that lie there for one person, `upload_mb` each at most.
MOST_FILES_OF_ONE = 20
_COUNTING = ".counting"
_PATIENCE_S = 5.0


class NoRoomError(VocError):
    """Too much is under way already; its words are for people, in Korean."""


def begin_if_room(settings: Settings, folder: WorkFolder, asked: dict[str, Any], *, who: str) -> None:
    """Begin a piece of work unless too much is under way, as `begin` does.

    Raises
    ------
    NoRoomError
        Others have to end first; nothing was begun.
    OSError
        No process can be started.
    """
    with _counting(settings):
        check_room(settings, who)
        begin(settings, folder, asked, who=who)


def check_room(settings: Settings, who: str) -> None:
    """Make sure that one more piece of work may begin now.

    Raises
    ------
    NoRoomError
        Too many are under way, of this person or of all.
    """
    busy = [one.asked.get("who") for one in all_folders(settings) if one.is_busy]
    if busy.count(who) >= MOST_OF_ONE:
        message = f"내가 시작한 작업 {busy.count(who)}개가 지금 돌고 있습니다. 하나가 끝난 뒤 다시 눌러 주세요."
        raise NoRoomError(message)
    if len(busy) >= MOST_OF_ALL:
        message = f"지금 다른 작업 {len(busy)}개가 돌고 있습니다. 보통 몇 분 안에 끝납니다. 잠시 뒤 다시 눌러 주세요."
        raise NoRoomError(message)


def check_space(settings: Settings, who: str) -> None:
    """Make sure that one more file of a person may lie there.

    Raises
    ------
    NoRoomError
        There are too many of theirs.
    """
    n_files = sum(one.asked.get("who") == who and one.holds_file for one in all_folders(settings))
    if n_files >= MOST_FILES_OF_ONE:
        message = f"아직 가져오지 않은 내 파일이 {n_files}개 있습니다. 아래에서 가져오거나 지운 뒤 올려 주세요."
        raise NoRoomError(message)


@contextmanager
def _counting(settings: Settings) -> Iterator[None]:
    """Let one count at a time: two that look at once would both find room."""
    held, until = _hold(settings), time.monotonic() + _PATIENCE_S
    while held is None and time.monotonic() < until:
        time.sleep(0.05)
        held = _hold(settings)
    if held is None:
        message = "지금 다른 작업을 시작하고 있습니다. 잠시 뒤 다시 눌러 주세요."
        raise NoRoomError(message)
    try:
        yield
    finally:
        held.close()


def _hold(settings: Settings) -> Connection | None:
    return hold(work_place(settings) / _COUNTING)
