"""What answers tell browsers: the policy of an app, and what each page needs on top of it."""

from databench import security
from dbgen_schema import HEADERS, POLICY


def test_the_tool_and_the_runtime_agree_on_what_is_sent() -> None:
    assert dict(POLICY) == dict(security.POLICY)
    assert dict(HEADERS) == dict(security.HEADERS)
