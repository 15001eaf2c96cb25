"""Public pages, as tests read them."""

from django.test import Client


def html(client: Client, address: str, status: int = 200, **options: object) -> str:
    response = client.get(address, **options)
    assert response.status_code == status, address
    assert not response.cookies
    return response.content.decode()
