"""What a child may answer: values and exceptions. A document that rules its reader runs nothing in the parent."""

from __future__ import annotations

import datetime
import os
import pickle
from typing import Any

import pytest

from pipeline.readers.sandbox.answers import AnswerError, loaded


class Harmful:
    """What is unpickled as a call."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], self.call[1:]


@pytest.mark.parametrize("value", [["a", 1.5, None, True], {"a": datetime.date(2014, 11, 4)}, ("b", b"c")])
def test_values_come_back(value: object) -> None:
    assert loaded(pickle.dumps(value)) == value


def test_an_exception_comes_back() -> None:
    assert str(loaded(pickle.dumps(ValueError("it has 3 pages")))) == "it has 3 pages"


@pytest.mark.parametrize(
    "call", [(os.system, "true"), (eval, "1"), (getattr, "a", "upper"), (open, "x"), (__import__, "os")]
)
def test_a_call_in_an_answer_is_refused(call: tuple[Any, ...]) -> None:
    """Seen with pickle alone: the function was called."""
    with pytest.raises(AnswerError):
        loaded(pickle.dumps(Harmful(*call)))
