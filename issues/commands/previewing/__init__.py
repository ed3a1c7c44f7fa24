"""What a version of a policy would do, before anybody saves it. Reads, writes nothing."""

from issues.commands.previewing.counting import Load, Outcome, RungCount
from issues.commands.previewing.moves import Change, MovePreview, Tally, preview_move
from issues.commands.previewing.past import Preview, preview_past
from issues.commands.previewing.samples import Sample

__all__ = [
    "Change",
    "Load",
    "MovePreview",
    "Outcome",
    "Preview",
    "RungCount",
    "Sample",
    "Tally",
    "preview_move",
    "preview_past",
]
