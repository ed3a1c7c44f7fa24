"""Who works at Lindenholm: eight departments, the board and the administrator. Plain data."""

from dataclasses import dataclass
from typing import Final

from people.rules.permissions import Role

PASSWORD: Final = "kitchen-by-friday"  # noqa: S105  known on purpose: a trial on one's own machine


@dataclass(frozen=True, slots=True)
class Team:
    """A department. Its members are (name, job title): the head first, then the other managers, then the frontline."""

    name: str
    slug: str
    contribution: str
    managers: tuple[tuple[str, str], ...]
    frontline: tuple[tuple[str, str], ...]


TEAMS: Final = (
    Team(
        "Showrooms",
        "showrooms",
        "We listen before we draw, and promise only what the rest of the house can keep.",
        (
            ("Katharina Vogt", "Head of Showrooms"),
            ("Tomás Figueiredo", "Showroom manager, Hamburg"),
            ("Imogen Clarke", "Showroom manager, Leeds"),
        ),
        (
            ("Aylin Demir", "Kitchen adviser"),
            ("Jonas Petersen", "Kitchen adviser"),
            ("Priya Raman", "Kitchen adviser"),
            ("Lukas Brandt", "Kitchen adviser"),
            ("Femi Adeyemi", "Kitchen adviser"),
        ),
    ),
    Team(
        "Planning",
        "planning",
        "We measure once and properly, so that what arrives is what fits.",
        (("Henrik Aalto", "Head of Planning"), ("Rosa Delgado", "Lead planner")),
        (
            ("Mateusz Zieliński", "Surveyor"),
            ("Sofie Lund", "Order planner"),
            ("Deniz Kaya", "Surveyor"),
            ("Greta Hofmann", "Order planner"),
        ),
    ),
    Team(
        "Production",
        "production",
        "We make every cabinet as if the customer stood beside the saw.",
        (
            ("Wolfgang Riedel", "Head of Production"),
            ("Nguyễn Thị Lan", "Shift lead, fronts"),
            ("Marek Dvořák", "Shift lead, worktops"),
        ),
        (
            ("Anja Schuster", "Quality inspector"),
            ("Ibrahim Traoré", "Machine operator"),
            ("Stefan Köhler", "Machine operator"),
            ("Olena Bondarenko", "Quality inspector"),
            ("Paolo Ricci", "Worktop cutter"),
        ),
    ),
    Team(
        "Warehouse",
        "warehouse",
        "We send every box complete, whole and findable, because a kitchen is only as good as its last screw.",
        (("Birgit Sommer", "Head of Warehouse"), ("Samuel Osei", "Packing lead")),
        (
            ("Leila Haddad", "Packer"),
            ("Torben Krüger", "Packer"),
            ("Milan Jovanović", "Picker"),
            ("Carmen Ortega", "Dispatch clerk"),
        ),
    ),
    Team(
        "Delivery",
        "delivery",
        "We arrive when we said, ring before we come, and leave the stairwell as we found it.",
        (
            ("Ralf Neumann", "Head of Delivery"),
            ("Agnieszka Wójcik", "Tour planner"),
            ("Callum Reid", "Depot manager, Leeds"),
        ),
        (
            ("Emre Yıldız", "Driver"),
            ("Sandra Beck", "Driver"),
            ("Kofi Mensah", "Driver"),
            ("Jakub Novák", "Driver's mate"),
            ("Tim Lorenz", "Driver"),
        ),
    ),
    Team(
        "Installation",
        "installation",
        "We finish in one visit, explain every drawer, and take our rubbish with us.",
        (("Ingrid Solberg", "Head of Installation"), ("Yusuf Arslan", "Fitting lead, north")),
        (
            ("Mila Novak", "Kitchen fitter"),
            ("Bastian Thoma", "Kitchen fitter"),
            ("Owen Griffiths", "Kitchen fitter"),
            ("Chidi Okafor", "Electrician"),
            ("Elif Şahin", "Kitchen fitter"),
            ("Nils Henriksen", "Plumber"),
        ),
    ),
    Team(
        "Finance",
        "finance",
        "We send a bill that anyone can read, once, and for what was agreed.",
        (("Dr. Beate Lang", "Head of Finance"), ("Arjun Mehta", "Receivables lead")),
        (("Doris Hartmann", "Invoice clerk"), ("Pieter de Vries", "Invoice clerk")),
    ),
    Team(
        "Customer Care",
        "customer-care",
        "We pick up, write down what was said, and ring back before the customer has to.",
        (
            ("Noor van Dijk", "Head of Customer Care"),
            ("Gabriel Santos", "Care team lead"),
            ("Martina Fischer", "Spare parts lead"),
        ),
        (
            ("Zoe Papadaki", "Care agent"),
            ("Hannah Weiß", "Care agent"),
            ("Amara Diallo", "Care agent"),
            ("Viktor Lehmann", "Service technician"),
            ("Giulia Conti", "Care agent"),
            ("Ravi Shankaran", "Service technician"),
        ),
    ),
)

EXECUTIVES: Final = (
    ("Astrid Bergström", "Chief Customer Officer"),
    ("Maximilian Ostendorf", "Managing Director"),
    ("Chiara Lombardi", "Chief Operating Officer"),
)
ADMINISTRATORS: Final = (("Devika Nair", "Systems administrator"),)
SPONSOR: Final = "Astrid Bergström"

SIGN_INS: Final = (
    (Role.FRONTLINE, "Mila Novak"),
    (Role.MANAGER, "Agnieszka Wójcik"),
    (Role.EXECUTIVE, SPONSOR),
    (Role.ADMINISTRATOR, "Devika Nair"),
)
