"""The seven stages of the chain, in the order in which a customer meets them."""

from typing import Final

from issues.management.demo.chain import Point, Step
from issues.management.demo.points.caring import CARING
from issues.management.demo.points.choosing import CHOOSING
from issues.management.demo.points.delivering import DELIVERING
from issues.management.demo.points.fitting import FITTING
from issues.management.demo.points.making import MAKING
from issues.management.demo.points.packing import PACKING
from issues.management.demo.points.paying import PAYING

STEPS: Final[tuple[Step, ...]] = (CHOOSING, MAKING, PACKING, DELIVERING, FITTING, PAYING, CARING)
POINTS: Final[tuple[Point, ...]] = tuple(point for step in STEPS for point in step.points)
