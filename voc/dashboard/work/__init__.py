"""Work that takes longer than a page may: done by a process of its own, watched through a folder."""

from voc.dashboard.work.folders import WorkFolder, WorkState, make_folder, open_folder, sweep_folders
from voc.dashboard.work.starting import begin

__all__ = ["WorkFolder", "WorkState", "begin", "make_folder", "open_folder", "sweep_folders"]
