"""What the measures can be asked for. All of it stands in the address."""

from insights.forms.scope import (
    ANY,
    BANDS,
    FIRST_DAY,
    LENGTHS,
    UNACTED,
    WEEKS,
    BehindForm,
    ScopeForm,
)

__all__ = ["ANY", "BANDS", "FIRST_DAY", "LENGTHS", "UNACTED", "WEEKS", "BehindForm", "ScopeForm"]
