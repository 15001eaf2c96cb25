"""Many guess at once, in processes of their own: no more passwords are looked at than the limit says."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from policies.accounts.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT
from policies.models import Event
from policies.vocabulary import EventKind
from tests.lookup.home import tell

RIGHT = "Baoyu-1754-Daguan"
PROCESSES, THREADS, GUESSES = 2, 4, 25
# A real hash keeps a guess waiting for as long, and a processor busy.
HASH_SECONDS = 0.25


# What children do


def hash_cheaply():
    """In this process, and by the same hasher: a user who has one of these is not hashed anew at the next sign-in."""
    PBKDF2PasswordHasher.iterations = 1


def make_accounts():
    for name in ("xiaobian", "xiaoshen"):
        User.objects.create_user(name, password=RIGHT, is_staff=True)


def sign_in(name, password, address):
    try:
        fields = {"username": name, "password": password, "next": "/admin/"}
        client = Client(headers={"host": "localhost"}, REMOTE_ADDR=address)
        answer = client.post("/admin/login/", fields)
        assert answer.status_code in (200, 302), answer
        return "in" if answer.status_code == 302 else answer.content.decode()
    finally:
        connection.close()


def guess(process, by):
    """Wrong passwords: for one account from many addresses, or from one address for many names."""
    hash_cheaply()
    if process == "0":
        make_accounts()
    hashed, encode = itertools.count(), PBKDF2PasswordHasher.encode

    def counting(*args, **kwargs):
        next(hashed)
        # Others guess meanwhile.
        time.sleep(HASH_SECONDS)
        return encode(*args, **kwargs)

    PBKDF2PasswordHasher.encode = counting

    def one(n):
        if by == "account":
            return sign_in("xiaobian", f"wrong-{n}", f"10.0.{process}.{n}")
        return sign_in(f"nobody-{process}-{n}", f"wrong-{n}", "10.9.9.9")

    tell("ready")
    input()
    with ThreadPoolExecutor(THREADS) as pool:
        pages = list(pool.map(one, range(GUESSES)))
    tell(next(hashed), sum("不再核对密码" in page for page in pages))


def try_right_passwords():
    told = sign_in("xiaobian", RIGHT, "10.3.3.3")
    tell("refused" if "不再核对密码" in told else told)
    tell(sign_in("xiaoshen", RIGHT, "10.3.3.3"))
    told = sign_in("xiaoshen", RIGHT, "10.9.9.9")
    tell("refused" if "不再核对密码" in told else told)


def tell_what_came_of_it(locked):
    """A line for each right password, the numbers of events, and, unlocked, a line for each password again."""
    hash_cheaply()
    try_right_passwords()
    for kind in (EventKind.FAILED, EventKind.REFUSED):
        tell(Event.objects.filter(kind=kind).count())
    call_command("unlock", locked)
    try_right_passwords()


# What is seen of it from outside


def guessed(home, by):
    """How many passwords were hashed, and how many attempts refused, in all processes."""
    with home.child(guess, 0, by) as one, home.child(guess, 1, by) as two:
        for process in (one, two):
            assert process.stdout.readline() == "ready\n"
        for process in (one, two):
            process.stdin.write("go\n")
            process.stdin.flush()
        told = [process.stdout.readline().split() for process in (one, two)]
    return tuple(sum(int(each[index]) for each in told) for index in (0, 1))


def what_came_of_it(home, locked):
    lines = home.told_by(tell_what_came_of_it, locked).splitlines()
    unlocked = "\n".join(lines[5:-3])
    assert "may try again" in unlocked
    return lines[:3], [int(line) for line in lines[3:5]], lines[-3:]


def test_fifty_guesses_at_one_account_cost_five_hashes(home):
    every = PROCESSES * GUESSES
    assert guessed(home, "account") == (ACCOUNT_LIMIT, every - ACCOUNT_LIMIT)
    entered, (failed, told), entered_then = what_came_of_it(home, "xiaobian")
    assert entered == ["refused", "in", "in"]
    # 1 to 9, and 10, 20, 30, 40.
    assert (failed, told) == (ACCOUNT_LIMIT, 9 + 4)
    assert entered_then[0] == "in"


def test_fifty_guesses_from_one_address_cost_twenty_hashes(home):
    every = PROCESSES * GUESSES
    assert guessed(home, "address") == (ADDRESS_LIMIT, every - ADDRESS_LIMIT)
    entered, _, entered_then = what_came_of_it(home, "10.9.9.9")
    assert entered == ["in", "in", "refused"]
    assert entered_then[2] == "in"
