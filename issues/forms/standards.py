"""Writing a standard, asking departments to sign it, and saying what is missing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inflection_points.models import Standard
from inflection_points.rules.standards import LONGEST, LONGEST_TARGET, MOST_TARGETS, Target, Words
from issues.forms.moves import words
from issues.forms.sentences import Helpful
from people.models import Department


class SeenForm(Helpful):
    """`seen` says of which draft the page was made, so that two people do not write over each other."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class StandardForm(SeenForm):
    """What an outstanding moment looks like, in words that people can check."""

    promise = forms.CharField(
        label=_("What do we promise?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the customer would call outstanding, in a sentence or two."),
        error_messages={"required": _("Say what an outstanding moment looks like here, in a sentence.")},
    )
    guidance = forms.CharField(
        label=_("What should the people at this point know?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Short enough to be read in a hurry: it stands beside the report form."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_TARGETS + 1):
            labels = {"what": _("What is measured, %(n)d") % {"n": n}, "how": _("How much, %(n)d") % {"n": n}}
            for name, label in labels.items():
                self.fields[f"{name}_{n}"] = forms.CharField(
                    label=label, max_length=LONGEST_TARGET, required=False
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for n in range(1, MOST_TARGETS + 1):
            what, how = cleaned.get(f"what_{n}", ""), cleaned.get(f"how_{n}", "")
            if what and not how:
                self.add_error(f"how_{n}", _("Say how much, or empty both."))
            if how and not what:
                self.add_error(f"what_{n}", _("Say what is measured, or empty both."))
        return cleaned

    @property
    def targets(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"what_{n}"], self[f"how_{n}"]) for n in range(1, MOST_TARGETS + 1)]

    def words(self) -> Words:
        """What was written. Call it when the form is valid."""
        told = self.cleaned_data
        lines = (Target(told[f"what_{n}"], told[f"how_{n}"]) for n in range(1, MOST_TARGETS + 1))
        targets = tuple(line for line in lines if line.what)
        return Words(told["promise"], told["guidance"], targets)

    @staticmethod
    def initial_of(version: Standard | None) -> dict[str, Any]:
        """The form filled with a version."""
        if version is None:
            return {}
        said = version.words()
        targets = {f"what_{n}": one.what for n, one in enumerate(said.targets, 1)}
        targets |= {f"how_{n}": one.how_much for n, one in enumerate(said.targets, 1)}
        return {"promise": said.promise, "guidance": said.guidance, **targets}


class AskForm(SeenForm):
    """Which departments are asked, besides the accountable one."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("Which other departments does it touch?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those of the points that this one depends on are chosen already."),
    )

    def __init__(self, *args: Any, accountable: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["departments"]
        field.queryset = Department.objects.active().exclude(pk=accountable.pk)


class ObjectForm(Helpful):
    """What is missing, for whoever writes the next version."""

    missing = words(_("What is missing?"), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].help_text = _("Whoever writes it reads this, and can mend it.")
