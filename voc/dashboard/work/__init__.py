"""Work that takes longer than a page may: done by a process of its own, watched through a folder."""

from voc.dashboard.work.folders import WorkFolder, WorkState, all_folders, make_folder, open_folder, sweep_folders
from voc.dashboard.work.room import NoRoomError, begin_if_room, check_room, check_space

__all__ = [
    "NoRoomError",
    "WorkFolder",
    "WorkState",
    "all_folders",
    "begin_if_room",
    "check_room",
    "check_space",
    "make_folder",
    "open_folder",
    "sweep_folders",
]
