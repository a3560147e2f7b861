"""Labels of the fields of programmes, by which lists are read."""

from app.data.programmes import catalogue
from app.entries.ward_lists import WardLists
from app.registers.programmes.question_fields import fields_of


def test_fields_of_a_programme_have_different_labels() -> None:
    for declared in catalogue().values():
        labels = [str(each.label) for each in fields_of(declared, WardLists())]
        assert len(set(labels)) == len(labels), declared.key


def test_a_label_that_recurs_names_its_section() -> None:
    fields = {each.key: str(each.label) for each in fields_of(catalogue()["staff"], WardLists())}
    assert fields["a_cadres"] == "Trong đó cán bộ, công chức"
    assert fields["a_ai_cadres"] == "Trong đó cán bộ, công chức (AI và đánh giá)"
