"""What one version of a standard changed of another, as pages show it."""

from dataclasses import dataclass

from inflection_points.rules.standards import Piece, TargetChange, Words, pieces, target_changes


@dataclass(frozen=True, slots=True)
class Changed:
    """Both texts in one, and the targets that differ; empty where nothing changed."""

    promise: list[tuple[str, str]]
    guidance: list[tuple[str, str]]
    targets: list[TargetChange]

    def __bool__(self) -> bool:
        return bool(self.promise or self.guidance or self.targets)


def changed(before: Words, after: Words) -> Changed:
    """From the earlier to the later."""
    return Changed(
        _unlike(before.promise, after.promise),
        _unlike(before.guidance, after.guidance),
        target_changes(before, after),
    )


def _unlike(before: str, after: str) -> list[tuple[str, str]]:
    found = list(pieces(before, after))
    return (
        []
        if all(piece is Piece.SAME for piece, _ in found)
        else [(str(piece), said) for piece, said in found]
    )
