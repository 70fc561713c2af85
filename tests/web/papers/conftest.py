"""The bureau of the papers' tests, in a browser."""

import pytest
from django.test import Client

from apps.papers.conftest import Office, kept_apart, office

__all__ = ["kept_apart", "office"]


def signed_in(user) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper(office: Office) -> Client:
    return signed_in(office.keeper)


@pytest.fixture
def looker(office: Office) -> Client:
    return signed_in(office.looker)


@pytest.fixture
def outsider(office: Office) -> Client:
    return signed_in(office.stranger)
