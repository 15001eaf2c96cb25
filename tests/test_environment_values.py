"""How each kind of value is read from the environment: hosts, mail servers, addresses, databases."""

from __future__ import annotations

import pytest

from portal import env


@pytest.mark.parametrize(
    ("value", "hosts"),
    [
        ("policy.example", ["policy.example"]),
        (" .policy.example , 10.0.0.1,", [".policy.example", "10.0.0.1"]),
        ("localhost,[::1]", ["localhost", "[::1]"]),
    ],
)
def test_host_names(monkeypatch, value, hosts):
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", value)
    assert env.names("DJANGO_ALLOWED_HOSTS", []) == hosts


@pytest.mark.parametrize(
    "value", ["https://a.example", "a.example:80", "a.example/x", "a b", "::1", "[host]", ","]
)
def test_what_is_no_host_name_is_refused(monkeypatch, value):
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", value)
    with pytest.raises(env.BadEnvironment, match="DJANGO_ALLOWED_HOSTS"):
        env.names("DJANGO_ALLOWED_HOSTS", [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "", "", False, False)),
        ("smtp+tls://a%40b.example:p%2Fw@mail/", ("mail", 587, "a@b.example", "p/w", True, False)),
        ("smtps://staff:secret@mail.example", ("mail.example", 465, "staff", "secret", False, True)),
        ("", None),
    ],
)
def test_mail_servers(monkeypatch, value, expected):
    monkeypatch.setenv("PORTAL_MAIL_URL", value)
    assert env.mail_server("PORTAL_MAIL_URL") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://policy.example/", "https://policy.example"),
        ("http://[::1]:8210", "http://[::1]:8210"),
        ("", ""),
    ],
)
def test_addresses_of_the_portal(monkeypatch, value, expected):
    monkeypatch.setenv("PORTAL_ADDRESS", value)
    assert env.site_address("PORTAL_ADDRESS") == expected


class TestDatabase:
    @pytest.fixture
    def read(self, monkeypatch, tmp_path):
        def read(url):
            monkeypatch.setenv("DATABASE_URL", url)
            return env.database("DATABASE_URL", tmp_path)

        return read

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("postgresql://staff:mima@db:6543/portal", ("staff", "mima", "db", 6543, "portal")),
            ("postgres://staff@db/portal", ("staff", "", "db", "", "portal")),
            ("postgresql:///portal", ("", "", "", "", "portal")),
            ("postgresql://st%40ff:a%2Fb%3A%E5%AF%86@db/p%20q", ("st@ff", "a/b:密", "db", "", "p q")),
            ("postgresql://staff@%2Frun%2Fpostgresql/portal", ("staff", "", "/run/postgresql", "", "portal")),
            ("postgresql://staff@[::1]:5432/portal", ("staff", "", "::1", 5432, "portal")),
        ],
    )
    def test_postgresql(self, read, url, expected):
        database = read(url)
        assert database["ENGINE"] == "portal.databases.postgresql"
        assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (None, True)
        assert tuple(database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")) == expected

    def test_parameters_go_to_libpq(self, read):
        options = read("postgresql://db/portal?sslmode=require&connect_timeout=3")["OPTIONS"]
        assert options == {**env.POSTGRESQL_OPTIONS, "sslmode": "require", "connect_timeout": "3"}

    def test_sqlite_with_a_relative_path(self, read, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        assert read("sqlite:///data/a%20b.sqlite3")["NAME"] == tmp_path / "data" / "a b.sqlite3"

    def test_sqlite_with_an_absolute_path(self, read, tmp_path):
        assert read(f"sqlite:///{tmp_path}/portal.sqlite3")["NAME"] == tmp_path / "portal.sqlite3"

    @pytest.mark.parametrize("blank", ["", "  "])
    def test_nothing_means_sqlite_in_the_data_directory(self, read, blank, tmp_path):
        database = read(blank)
        assert database["ENGINE"] == "portal.databases.sqlite"
        assert database["NAME"] == tmp_path / "portal.sqlite3"
