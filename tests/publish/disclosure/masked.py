"""What a policy leaves of estimates."""

from outcomes.publish.disclosure.known import Known
from outcomes.publish.disclosure.mask import masked
from outcomes.publish.policy import policy_named
from outcomes.results.masked import Masked
from outcomes.results.result import Result

FEW, BACK = Masked(11), Masked()
WORDS = frozenset({"a", "b", "all", "ecog", "0", "1", "2", "response", "term", "age"})


def known(**more):
    more.setdefault("fewest", lambda e: 20)
    return Known(policy_named(), {"all": 90, "a": 45, "b": 45}, 90, words=WORDS, **more)


def shown(*estimates, curves=(), with_=None):
    return masked(Result("x", estimates=estimates, curves=curves), with_ or known()).estimates
