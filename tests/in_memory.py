"""The portal, and what its tests ask it with: imported once by the process that others are forked from (`tests.forked`)."""

import django

django.setup()

import django.test  # noqa: E402
import pytest  # noqa: E402, F401

import portal.urls  # noqa: E402, F401
