"""What browsers send, typed into the forms of issues."""

from tests.cast import Company


def plan(company: Company, due: str = "2026-03-04T10:00", **changes: str) -> dict[str, str]:
    """Of an action."""
    return {
        "description": "Call the customer",
        "assignee": str(company.holder.pk),
        "due_at": due,
        "kind": "corrective",
        "is_required": "on",
    } | changes
