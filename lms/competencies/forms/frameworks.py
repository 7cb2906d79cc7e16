"""What is typed about frameworks."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.competencies.framework_content import AreaContent, CompetencyContent, FrameworkContent, LevelText
from lms.competencies.models import CompetencyKind, FrameworkStatus, Level

LEVELS = range(1, 6)
SCHEMES = ("digcomp", "esco", "pilar")
CODE_ERRORS = {"invalid": _("Use letters, digits and hyphens only, without spaces.")}


class FrameworkFilterForm(forms.Form):
    """Which frameworks to list."""

    cari = forms.CharField(label=_("Title or code"), max_length=100, required=False)
    status = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *FrameworkStatus.choices], required=False
    )


class NewFrameworkForm(forms.Form):
    """A framework to be written."""

    title = forms.CharField(label=_("Title"), max_length=200)
    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        help_text=_("Letters, digits and hyphens; it stays for good."),
        error_messages=CODE_ERRORS,
    )
    version = forms.CharField(label=_("Version"), max_length=20, help_text=_("For example 2027.1."))
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Regulation and article, or “example”.")
    )

    @property
    def content(self) -> FrameworkContent:
        """Return the framework, still empty."""
        told = self.cleaned_data
        return FrameworkContent(str(uuid.uuid4()), told["code"], told["version"], told["title"], told["source"])


class VersionForm(forms.Form):
    """The name of a new version."""

    version = forms.CharField(label=_("New version"), max_length=20, help_text=_("For example 2027.1."))


class AreaForm(forms.Form):
    """An area."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=200)

    def content(self, number: str) -> AreaContent:
        """Return the area under its id."""
        return AreaContent(number, self.cleaned_data["code"], self.cleaned_data["name"])


class ReturnForm(forms.Form):
    """Why something is returned."""

    reason = forms.CharField(
        label=_("What has to change"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )


class CompetencyForm(forms.Form):
    """A competency with its five levels."""

    area = forms.ChoiceField(label=_("Area"))
    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=CompetencyKind.choices)
    definition = forms.CharField(label=_("Definition"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    digcomp = forms.CharField(
        label=_("DigComp"), required=False, max_length=200, help_text=_("Competences, for example 1.1 1.2.")
    )
    pilar = forms.CharField(
        label=_("Pillars of digital literacy"),
        required=False,
        max_length=100,
        help_text=_("Any of cakap, etika, budaya, aman."),
    )
    esco = forms.CharField(
        label=_("ESCO"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=_("Addresses that begin with http://data.europa.eu/esco/, one a line."),
    )

    def __init__(self, *args: Any, content: FrameworkContent, known: CompetencyContent | None, **kwargs: Any) -> None:
        kwargs["initial"] = typed_from(known) | (kwargs.get("initial") or {}) if known else kwargs.get("initial")
        super().__init__(*args, **kwargs)
        self.known = known
        field = self.fields["area"]
        field.choices = [(row.uuid, f"{row.code} {row.name}") for row in content.areas]  # type: ignore[attr-defined]
        for level in LEVELS:
            word = {"level": level, "word": Level(level).label}
            self.fields[f"means_{level}"] = forms.CharField(
                label=_("Level %(level)s, %(word)s: what it means") % word,
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=2000,
                required=False,
            )
            self.fields[f"seen_{level}"] = forms.CharField(
                label=_("Level %(level)s, %(word)s: what one can see") % word,
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=6000,
                required=False,
                help_text=_("One behaviour a line."),
            )

    @property
    def content(self) -> CompetencyContent:
        """Return the competency; lines that were there keep their ids."""
        told, known = self.cleaned_data, self.known
        ids = {(one.level, one.text): one.uuid for one in (known.indicators if known else ())}
        means = {one.level: one.uuid for one in known.descriptors} if known else {}
        lines = [
            (level, " ".join(line.split()))
            for level in LEVELS
            for line in told[f"seen_{level}"].splitlines()
            if line.strip()
        ]
        return CompetencyContent(
            uuid=known.uuid if known else str(uuid.uuid4()),
            area=told["area"],
            code=told["code"],
            name=told["name"],
            definition=told["definition"],
            kind=told["kind"],
            alignments=tuple((scheme, tuple(told[scheme].split())) for scheme in SCHEMES if told[scheme].split()),
            descriptors=tuple(
                LevelText(means.get(level) or str(uuid.uuid4()), level, told[f"means_{level}"].strip())
                for level in LEVELS
                if told[f"means_{level}"].strip()
            ),
            indicators=tuple(LevelText(ids.pop(line, "") or str(uuid.uuid4()), *line) for line in lines),
        )


def typed_from(known: CompetencyContent) -> dict[str, Any]:
    """Return what the form shows of a competency."""
    aligned = dict(known.alignments)
    levels = {f"means_{one.level}": one.text for one in known.descriptors}
    for level in LEVELS:
        levels[f"seen_{level}"] = "\n".join(one.text for one in known.indicators if one.level == level)
    return {
        **{name: getattr(known, name) for name in ("area", "code", "name", "kind", "definition")},
        **{scheme: ("\n" if scheme == "esco" else " ").join(aligned.get(scheme, ())) for scheme in SCHEMES},
        **levels,
    }


class FrameworkImportForm(forms.Form):
    """A file with a framework."""

    file = forms.FileField(
        label=_("File"), help_text=_("A CASE package (JSON, at most 8 MB) or a table (CSV, at most 2 MB).")
    )
    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        required=False,
        help_text=_("For a table only."),
        error_messages=CODE_ERRORS,
    )
    version = forms.CharField(label=_("Version"), max_length=20, required=False, help_text=_("For a table only."))
    title = forms.CharField(label=_("Title"), max_length=200, required=False, help_text=_("For a table only."))
