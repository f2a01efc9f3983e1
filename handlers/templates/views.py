"""What is shown of reply templates."""

from domain.messages import Button, Message
from domain.templates import NAMES, TITLE, WORDS, Field, Template
from domain.units import Unit
from handlers.quoting import quoted, shortened
from handlers.viewing import button, view
from locales import Html, Text

CARD = "templates"


@view("template.list")
def listed(t: Text, unit: Unit | None, found: list[Template], others: list[Unit], fresh: bool) -> Message:
    """The own ones in their order, then those that are inherited."""
    id_ = unit.id if unit else 0
    rows: list[tuple[Button, ...]] = [
        (button(_label(t, one, id_), "template.show", 0, one.version, str(one.id)),) for one in found
    ]
    rows.append((button(t("template.add"), "template.add", value=str(id_)),))
    rows += [(button(other.name, "templates", value=str(other.id)),) for other in others]
    text = t("template.list", unit=unit.name if unit else "")
    return Message(text=text, buttons=tuple(rows), card=CARD, fresh=fresh)


def _label(t: Text, one: Template, unit_id: int) -> str:
    if one.unit_id == unit_id:
        return one.title
    return t("template.inherited", title=one.title, unit=one.unit or t("template.everybody"))


@view("template.card")
def card(t: Text, template: Template, keeps: bool, saved: bool, home: int) -> Message:
    """One template, with what can be done with it."""
    whose = t("template.of", unit=template.unit or t("template.everybody"))
    lines = [*([t("template.saved")] if saved else []), t("template.card", title=template.title, whose=whose)]
    lines.append(quoted(t, template.words))
    if not keeps:
        lines.append(t("template.not_yours"))
    rows = _changes(t, template) if keeps else ()
    back = (button(t("button.back"), "templates", value=str(home)),)
    return Message(text=Html("\n".join(lines)), buttons=(*rows, back), card=CARD, fresh=saved)


def _changes(t: Text, one: Template) -> tuple[tuple[Button, ...], ...]:
    def press(key: str, verb: str) -> Button:
        return button(t(key), verb, 0, one.version, str(one.id))

    return (
        (press("template.change", "template.change"),),
        (press("template.up", "template.up"), press("template.remove", "template.remove")),
    )


@view("template.ask")
def ask(t: Text, template: Template | None) -> Message:
    """Ask for the title and the words; the old ones can be copied."""
    lines = [t("template.ask", title=TITLE, words=WORDS), fields(t)]
    if template is not None:
        lines.append(t("template.now", title=template.title, words=shortened(template.words, WORDS)))
    return Message(text=Html("\n".join(lines)))


@view("template.unfit")
def unfit(t: Text, unknown: tuple[str, ...]) -> Message:
    """What was written can't be used: why, and how it can."""
    if unknown:
        names = t("list.comma").join(f"{{{name}}}" for name in unknown[:5])
        return Message(text=Html(t("template.unknown", names=shortened(names, 200)) + "\n" + fields(t)))
    return Message(text=t("template.shape", title=TITLE, words=WORDS))


@view("template.ask_remove")
def ask_remove(t: Text, template: Template) -> Message:
    """Asked on the card itself."""
    keep = button(t("template.keep"), "template.show", 0, template.version, str(template.id))
    yes = button(t("template.remove_yes"), "template.remove_yes", 0, template.version, str(template.id))
    text = t("template.ask_remove", title=template.title)
    return Message(text=text, buttons=((keep, yes),), card=CARD, fresh=False)


def fields(t: Text) -> Html:
    """Every field, with what it stands for."""
    return Html("\n".join(t(f"template.field_{field.value}", field=token(t, field)) for field in Field))


def token(t: Text, field: Field) -> str:
    """A field as it is written in the reader's language."""
    name = next(name for name, found in NAMES.items() if found is field and name.isascii() is (t.language == "en"))
    return f"{{{name}}}"


def named(t: Text, found: tuple[Field, ...]) -> str:
    """Fields in a row."""
    return t("list.comma").join(token(t, field) for field in found)
