"""Sealed fields: what the database holds, what opens again, what a search finds."""

import pytest
from django.db import connection

from zhijian.people.encryption import blind_index, decrypt, encrypt
from zhijian.people.models import Person


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_a_sealed_text_opens_again(cipher):
    sealed = encrypt("13800000001", cipher=cipher)

    assert "1380" not in sealed
    assert decrypt(sealed) == "13800000001"


def test_the_same_number_is_found_however_it_was_written():
    assert blind_index("138 0000 0001") == blind_index("１３８-0000-0001")


@pytest.mark.django_db
def test_the_database_holds_no_plain_number():
    from zhijian.people.models import Organization

    unit = Organization.objects.create(name="青禾县林业局", place="420325")
    Person.objects.create(organization=unit, name="甲", phone="13800000001")

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_person")
        assert "1380" not in cursor.fetchone()[0]
    assert Person.objects.get().phone == "13800000001"
