"""What the pages of an analysis send and hear."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from dbgen.contract.elements import TEXTS, WIRABLE, Element, may_be_wired, wired_kind
from dbgen.contract.facts import Arguments, By, Heard, PageSide, Place, Repeated, Sent
from dbgen.contract.javascript.library import METHODS, PARTS
from dbgen.contract.javascript.missing_members import MissingMember
from dbgen.contract.javascript.reading import Scripts, ScriptText, read_scripts
from dbgen.contract.page_scripts import PageScripts, warning
from dbgen.contract.page_templates import Assembled, PagePart, PageTemplates
from dbgen.contract.script_files import MAX_SCRIPTS, ScriptFiles, may_speak
from dbgen.inspecting.modules import Modules
from dbgen.kept import NOTHING, Kept
from dbgen.pages import DeadlineError
from dbgen.project import Analysis
from dbgen_schema import Problem, did_you_mean

_PER_BYTE: Final = 1.5e-6
"""Seconds, twice as many as usual pages and scripts take."""
_MOST_SECONDS: Final = 1.0
_BROKEN_HINT: Final = "browsers leave out a script with a mistake in it, all of it"
_TOO_DEEP: Final = "this script is nested too deeply to be compared with the analysis"
_TOO_DEEP_HINT: Final = "some hundred `else if`, `.then()` or `+` in a row are too many"
_OWN_USES: Final = frozenset({"aria-controls", "form", "popovertarget", "commandfor"})
_OWN_PREFIXES: Final = (
    "on",
    "data-toggle",
    "data-bs-",
    "data-target",
    "data-dismiss",
    "v-",
    "x-",
    "@",
)
_SENDERS: Final = {
    "button": (By.BUTTON, Arguments()),
    "text input": (By.TEXT_INPUT, Arguments(1)),
    "slider": (By.SLIDER, Arguments(1)),
}


@dataclass(frozen=True, slots=True)
class Sources:
    """Where contracts are read from: what was read for one is there for the next."""

    modules: Modules
    templates: PageTemplates
    scripts: ScriptFiles
    kept: Kept = NOTHING


def page_side(analysis: Analysis, sources: Sources) -> PageSide:
    """Return what all pages of an analysis send and hear together."""
    side = PageSide()
    budget = sources.modules.budget
    for name in analysis.pages:
        try:
            with budget.bounded(_size(analysis, name), _PER_BYTE, _MOST_SECONDS):
                _read_page(name, analysis, sources, side)
        except DeadlineError:
            side.sends_known = side.hears_known = False
            side.problems.add(_given_up(analysis.path(name)))
    return side


def _read_page(name: str, analysis: Analysis, sources: Sources, side: PageSide) -> None:
    file = analysis.path(name)
    page = sources.templates.page(analysis.folder / name, file)
    _Page(page, analysis, sources.scripts, sources.kept).read_into(side)


def _size(analysis: Analysis, page: str) -> int:
    """Return how many bytes of a page and its usual script there are to read."""
    names = (page, "analysis.js") if analysis.script else (page,)
    return sum((analysis.folder / name).stat().st_size for name in names)


def _given_up(file: str) -> Problem:
    message = "this page and its scripts take too long to be compared with the analysis"
    hint = "make them smaller: data is better off in a file that a script fetches"
    return warning(Place(file, 1, 1), "DB313", message, hint)


def _absent(place: Place, called: MissingMember) -> Problem:
    names = PARTS[called.owner] if called.owner else METHODS
    owner = f"`{called.owner}`" if called.owner else "a connection"
    hint = did_you_mean(called.name, names) or f"it has {', '.join(sorted(names))}"
    return warning(place, "DB315", f"{owner} has no `{called.name}`", hint)


class _Page:
    """One page of an analysis."""

    def __init__(self, page: Assembled, analysis: Analysis, files: ScriptFiles, kept: Kept) -> None:
        self._page = page
        self._loaded = PageScripts(page, analysis, files)
        self._codes = self._loaded.codes
        texts = tuple(code.script for code in self._codes)
        self._scripts = kept.lasting(_read, texts)
        if not self._loaded.complete:
            # What this page adds to it is not for others.
            self._scripts = replace(self._scripts, changes=True, formats=True)
            self._scripts.forget()

    def read_into(self, side: PageSide) -> None:
        """Add what the page sends and hears."""
        scripts = self._scripts
        side.connected = side.connected or scripts.connected
        side.foreign = side.foreign or scripts.foreign
        side.sends_known = side.sends_known and scripts.sends_known and not scripts.foreign
        side.hears_known = side.hears_known and scripts.hears_known and not scripts.foreign
        side.problems.update(self._loaded.problems, self._broken(), self._too_deep())
        side.problems.update(self._missing(), self._unexported())
        side.scripts.update(code.file for code in self._codes if code.file)
        side.sent.extend(self._emitted())
        side.heard.extend(self._listened())
        if scripts.wires:
            self._read_elements(side)

    def _broken(self) -> Iterator[Problem]:
        for spot, message in self._scripts.broken:
            code = self._codes[spot.script]
            if code.is_certain:
                place = code.place(spot.byte)
                yield warning(place, "DB314", message, _BROKEN_HINT)

    def _missing(self) -> Iterator[Problem]:
        loaded = self._loaded
        if not (loaded.complete and loaded.for_ours) or self._scripts.adds:
            return
        for each in self._scripts.missing:
            code = self._codes[each.script]
            if code.is_certain:
                yield _absent(code.place(each.byte), each)

    def _unexported(self) -> Iterator[Problem]:
        if self._loaded.remapped:
            return
        for spot, message, hint in self._scripts.unexported:
            place = self._codes[spot.script].place(spot.byte)
            yield warning(place, "DB317", message, hint)

    def _too_deep(self) -> Iterator[Problem]:
        for number in self._scripts.too_deep:
            code = self._codes[number]
            if may_speak(code.encoded):
                yield warning(code.place(0), "DB313", _TOO_DEEP, _TOO_DEEP_HINT)

    def _emitted(self) -> Iterator[Sent]:
        scripts = self._scripts
        for each in scripts.emitted:
            code = self._codes[each.spot.script]
            arguments = None if each.action in scripts.hooked else each.arguments
            sent = Sent(each.action, code.place(each.spot.byte), By.EMIT, arguments)
            certain = each.certain and code.is_certain
            yield sent._replace(certain=certain, changed=not scripts.hooks_known)

    def _listened(self) -> Iterator[Heard]:
        for each in self._scripts.listened:
            code = self._codes[each.spot.script]
            certain = each.certain and code.is_certain and not self._is_triggered(each.signal)
            place = code.place(each.spot.byte)
            yield Heard(each.signal, each.key, place, certain, by_script=True)

    def _is_triggered(self, signal: str) -> bool:
        """Return whether a script may call the listeners of a signal itself."""
        return signal in self._scripts.triggered or not self._scripts.triggers_known

    def _read_elements(self, side: PageSide) -> None:
        known = self._page.known
        ids: dict[str, PagePart] = {}
        for part in self._page.parts:
            if part.element.tag not in WIRABLE:
                continue
            kind = wired_kind(part.element)
            skipped = part.element.attributes.get("data-skipwire")
            if skipped and skipped.written in ("true", "TRUE", "1"):
                continue
            if not kind:
                known = known and not may_be_wired(part.element)
                side.unwired.extend(self._unwired(part))
                continue
            if part.element.computed or _is_computed(part.element):
                known = False
                continue
            self._read_element(part, kind, side)
            side.repeated.extend(_repeated(part, ids))
        side.sends_known = side.sends_known and known
        side.hears_known = side.hears_known and known

    def _read_element(self, part: PagePart, kind: str, side: PageSide) -> None:
        certain = part.certain and not self._scripts.changes
        action, place, explicit = _action(part)
        # A script may enable it, but only `data-action` says that it is there to send something.
        certain = certain and (explicit or not part.element.disabled)
        if kind in _SENDERS:
            by, arguments = _SENDERS[kind]
            hooked = action in self._scripts.hooked or not self._scripts.hooks_known
            own_use = _is_used(part.element) or action in self._scripts.words
            sent = Sent(action, place, by, arguments, certain, explicit, own_use and not explicit)
            if hooked or self._scripts.formats:
                sent = sent._replace(arguments=None)
            side.sent.append(sent)
        if kind != "button":
            side.heard.extend(self._heard(part, kind, action, place))

    def _unwired(self, part: PagePart) -> Iterator[Heard]:
        element = part.element
        signal = element.attributes.get("data-signal")
        is_plain = part.certain and not (element.computed or self._scripts.changes)
        if signal is not None and is_plain and element.tag in TEXTS and self._page.complete:
            yield Heard(signal.text, None, part.template.place(signal.offset))

    def _heard(self, part: PagePart, kind: str, action: str, place: Place) -> Iterator[Heard]:
        signal = part.element.attributes.get("data-signal")
        certain = part.certain and not self._scripts.changes
        if signal is None or not signal.text:
            # A text input or a slider may well have no value from the backend.
            triggered = self._is_triggered("data")
            yield Heard("data", action, place, certain and kind == "text" and not triggered)
            return
        name, colon, key = signal.text.partition(":")
        if not name:
            name, colon = signal.text, ""
        triggered = self._is_triggered(name)
        at = part.template.place(signal.offset)
        yield Heard(name, key if colon else None, at, certain and not triggered)


def _read(texts: tuple[ScriptText, ...]) -> Scripts:
    scripts = Scripts(changes=True, formats=True)
    scripts.forget()
    try:
        if sum(len(script.text) for script in texts) <= MAX_SCRIPTS:
            return read_scripts([*texts])
    except RecursionError:
        scripts.too_deep = tuple(number for number, each in enumerate(texts) if _is_too_deep(each))
    return scripts


def _is_too_deep(script: ScriptText) -> bool:
    try:
        read_scripts([script])
    except RecursionError:
        return True
    return False


def _is_computed(element: Element) -> bool:
    names = ("data-action", "name", "id", "data-signal", "data-skipwire", "type")
    return any(element.attributes[name].computed for name in names if name in element.attributes)


def _action(part: PagePart) -> tuple[str, Place, bool]:
    """Return the action of an element ("" for a number), its place, and if it is `data-action`."""
    for name in ("data-action", "name", "id"):
        value = part.element.attributes.get(name)
        if value is not None and value.text:
            return value.text, part.template.place(value.offset), name == "data-action"
    return "", part.template.place(part.element.offset), False


def _is_used(element: Element) -> bool:
    """Return whether the page gives an element something to do by its attributes."""
    return any(
        name in _OWN_USES or name.startswith(_OWN_PREFIXES) for name in element.attributes
    ) or (element.tag == "button" and "type" in element.attributes and _submits(element))


def _submits(element: Element) -> bool:
    return element.attributes["type"].text.lower() in ("submit", "reset")


def _repeated(part: PagePart, ids: dict[str, PagePart]) -> Iterator[Repeated]:
    attributes = part.element.attributes
    name = attributes["id"].text if "id" in attributes else ""
    if not name or not part.certain:
        return
    if name in ids:
        first = ids[name]
        place = part.template.place(attributes["id"].offset)
        at = first.template.place(first.element.attributes["id"].offset)
        yield Repeated(name, place, at)
    else:
        ids[name] = part
