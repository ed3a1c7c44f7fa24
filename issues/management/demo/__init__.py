"""The demo company: Lindenholm Kitchens, which plans, makes, delivers, fits and looks after kitchens.

Everything in it is invented. It is recognised, and removed, by the names that stand here.
"""

from typing import Final

from django.dispatch import Signal

DOMAIN: Final = "lindenholm.example"
CHAIN: Final = "Lindenholm Kitchens: order to aftersales"
BRAND: Final = "Lindenholm"  # calendars, policies and sites of the demo begin with it
ORIGIN: Final = "demo:"

# For the applications above this one, which add what is theirs. `now`: when the history ends; `people`: their keys.
loaded = Signal()
about_to_go = Signal()
