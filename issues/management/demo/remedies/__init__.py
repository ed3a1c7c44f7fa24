"""What helps against each kind of problem: by point, then by kind."""

from typing import Final

from issues.management.demo.remedies.caring import CARING
from issues.management.demo.remedies.choosing import CHOOSING
from issues.management.demo.remedies.delivering import DELIVERING
from issues.management.demo.remedies.fitting import FITTING
from issues.management.demo.remedies.making import MAKING
from issues.management.demo.remedies.packing import PACKING
from issues.management.demo.remedies.paying import PAYING
from issues.management.demo.remedies.remedy import Cure

CURES: Final[dict[str, Cure]] = {
    **CHOOSING,
    **MAKING,
    **PACKING,
    **DELIVERING,
    **FITTING,
    **PAYING,
    **CARING,
}
