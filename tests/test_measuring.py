"""What the programs of `tests/benchmarks` measure with: a client, what the kernel tells of workers, and different addresses."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from policies.canonical import Address
from policies.models import Policy
from tests.benchmarks import clients, making, served
from tests.benchmarks.workers import Workers
from tests.data import make_indexed


class Counting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.headers["If-None-Match"])
        self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        server.daemon_threads = True
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_client_counts_every_answer(server):
    turn = clients.aiohttp(f"http://127.0.0.1:{server.server_port}/304", {"If-None-Match": '"a"'}, 0.1)
    assert turn.requests == len(server.asked) >= clients.CONNECTIONS
    assert {*server.asked} == {'"a"'}
    assert 0 < turn.p50 <= turn.p99


def test_an_error_is_no_figure(server):
    with pytest.raises(ValueError, match="/503: 503"):
        clients.aiohttp(f"http://127.0.0.1:{server.server_port}/503", {}, 0.1)


WRK = """
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     6.31ms   11.26ms 116.41ms   91.31%
  Latency Distribution
     50%    2.50ms
     75%    4.71ms
     99%    1.05s
  1012 requests in 1.50s, 5.94MB read
"""


def test_the_table_of_wrk_is_read():
    assert clients.read_wrk(WRK) == clients.Turn(requests=1012, seconds=1.5, p50=2.5, p99=1050.0)
    with pytest.raises(ValueError, match="Non-2xx"):
        clients.read_wrk(f"{WRK}  Non-2xx or 3xx responses: 3\n")


def test_the_kernel_tells_what_a_worker_costs():
    if not os.path.exists("/proc/self/smaps_rollup"):
        pytest.skip("this system does not tell what memory a process has")
    # A shell with a child: this process has others, which end when they like.
    master = subprocess.Popen(["sh", "-c", "sleep 60 & echo ready; wait"], stdout=subprocess.PIPE)
    with master:
        assert master.stdout.readline() == b"ready\n"
        workers = Workers(master.pid)
        before = workers.cpu_seconds()
        [memory] = workers.memory()
        assert memory.rss >= memory.pss >= memory.anonymous >= 0
        assert workers.cpu_seconds() >= before
        os.kill(workers.numbers[0], signal.SIGTERM)
        master.wait()


@pytest.mark.django_db
def test_different_addresses_are_different_pages():
    make_indexed()
    policies = Policy.objects.published().count()
    addresses = served.different(30)
    pages = {str(Address.of(*path.split("?"), *[""] * ("?" not in path))) for path in addresses}
    assert len(pages) == 30
    assert sum("?" not in page for page in pages) == min(policies, 10)


def test_a_cost_stands_beside_that_of_another_checkout():
    """Medians of all turns; of the first request of a process in brackets, and which share of the other it is."""
    own = [{"home": (0.1, 0.002)}, {"home": (0.3, 0.004)}, {"home": (0.2, 0.003)}]
    other = [{"home": (0.4, 0.006)}]
    [line] = making._table({"home": "/"}, [own, other])
    assert line.split() == ["home", "3.00", "(200)", "6.00", "(400)", "0.50"]


def test_the_way_of_a_request_is_counted_down_to_the_index():
    """In a process of its own, as an operator starts it: what it counts is a page that is made, not one that was kept."""
    command = [sys.executable, "-m", "tests.benchmarks.frames"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    counted = re.match(
        r"frames deep (\d+), of these (\d+) of middleware\nfunctions (\d+)\nfiles (\d+)\n", told
    )
    assert counted, told
    deep, above, functions, files = map(int, counted.groups())
    # What a reader of the way of one question has to keep in mind.
    assert above < deep <= 18 < functions
    assert files < functions
    assert " policies/views.py policy_list\n" in told
    assert " policies/lookup/engine.py\n" in told
