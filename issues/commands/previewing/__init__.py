"""What a version of a policy would do, before anybody saves it. Reads, writes nothing."""

from issues.commands.previewing.counting import Load, Outcome, RungCount
from issues.commands.previewing.past import Preview, preview_past
from issues.commands.previewing.samples import Sample

__all__ = ["Load", "Outcome", "Preview", "RungCount", "Sample", "preview_past"]
