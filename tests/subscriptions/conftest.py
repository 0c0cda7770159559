"""A service that people sign in to, as the tests of signing in have it."""

from tests.http.test_sign_in import app, keyed

__all__ = ["app", "keyed"]
