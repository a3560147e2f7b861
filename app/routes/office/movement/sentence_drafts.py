"""/van-phong/phong-trao/<id>/ban-moi/cau-bao-cao: what reports say of a programme that a ward makes, in its draft.

The box has a figure by its name between « and », as the box of a report's passage has it; a declaration by its key
between { and }.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, abort
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import ValidationError

from app.country import clock, names
from app.indicators.reports.report_sentences import previewed
from app.models import Role
from app.models.movement import drafting
from app.models.movement.count_fits import check_words
from app.models.movement.declaration import Declaration
from app.models.movement.rules import InvalidDeclaration
from app.models.movement.sentence import MOST, MOST_NEEDED, SHORTCOMING, THEMES, read_sentence
from app.routes.office.movement.drafts import answer, draft_here
from app.routes.office.movement.programmes import sees_entries
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

sentence_drafts = Blueprint("sentence_drafts", __name__)
MOST_SENTENCES, LONGEST = 5, 400
_NAMED, _KEYED = re.compile("«([^«»]*)»"), re.compile(r"\{([^{}]*)\}")
_NO_KEYS = str.maketrans("{}", "()")


class SentencesForm(FlaskForm):
    """The sentences, a line each, and the heading under which reports have them."""

    named: Mapping[str, str] = {}
    version = HiddenField()
    theme = SelectField(_l("Ở mục nào của báo cáo"), choices=lambda: list(_themes()))
    text = TextAreaField(_l("Câu trong báo cáo"))

    def show(self, declared: Declaration, version: int) -> None:
        """Offer the counts by name; filled from what is declared where the form was not sent."""
        self.named = {each.label: each.key for each in reversed(declared.counts)}
        if self.is_submitted():
            return
        labels = {each.key: each.label for each in declared.counts}
        self.version.data = str(version)
        self.theme.data = next((each.theme for each in declared.sentences), next(iter(THEMES)))
        self.text.data = "\n".join(
            _KEYED.sub(lambda found: f"«{labels.get(found[1], found[1])}»", each.text) for each in declared.sentences
        )

    def validate_text(self, line: TextAreaField) -> None:
        """Each line a sentence around counts of the programme."""
        made = self.sentences
        if len(made) > MOST_SENTENCES:
            raise ValidationError(_("Anh chị ghi nhiều nhất %(most)s câu, mỗi dòng một câu.", most=MOST_SENTENCES))
        for each in made:
            words = {"text": each["text"][:60]}
            if len(each["text"]) > LONGEST:
                raise ValidationError(_("Câu dài quá %(most)s chữ: %(text)s…", most=LONGEST, **words))
            if unknown := next((name for name in _NAMED.findall(each["text"])), ""):
                raise ValidationError(
                    _("Không có số nào tên “%(name)s”. Anh chị chép đúng tên ở danh sách.", name=unknown)
                )
            try:
                check_words(read_sentence(each), ())
            except InvalidDeclaration as wrong:
                raise ValidationError(
                    _(
                        "“%(text)s…”: mỗi câu có từ 1 đến %(needed)s số ngoài dấu [ ], nhiều nhất %(most)s số; dấu [ ] "
                        "đóng đủ và có số bên trong; số phải gửi, đã gửi, đúng hạn không vào báo cáo.",
                        needed=MOST_NEEDED, most=MOST, **words,
                    )
                ) from wrong  # fmt: skip

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """As a declaration has them. A name that no count has stays between « and »."""
        lines = (names.clean(each.translate(_NO_KEYS)) for each in (self.text.data or "").splitlines())
        texts = (_NAMED.sub(self._key, each).rstrip(". ") + "." for each in lines if each)
        return [
            {"in": self.theme.data, "text": each, **({"lack": True} if each.startswith(SHORTCOMING) else {})}
            for each in texts
        ]

    def _key(self, found: re.Match[str]) -> str:
        key = self.named.get(names.clean(found[1]))
        return f"{{{key}}}" if key else found[0]


def _themes() -> Iterator[tuple[str, str]]:
    yield from ((key, str(words)) for key, words in THEMES.items())


@sentence_drafts.route("/phong-trao/<int:programme>/ban-moi/cau-bao-cao", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(programme: int) -> Answer:
    """Write them; with the figures of this year below."""
    kept, declared = draft_here(programme)
    if not sees_entries(kept):
        abort(404)
    form = SentencesForm()
    form.show(declared, kept.version)

    def change(definition: dict[str, Any]) -> dict[str, Any]:
        return drafting.with_sentences(definition, form.sentences)

    today = clock.today()
    preview = previewed(db.session(), kept, declared.sentences, today)
    return answer("office/movement/sentences.html", form, kept, change, declared=declared, preview=preview)
