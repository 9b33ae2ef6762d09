"""Who may see what was published: closed unless a rule admits; asked on every run."""

import pytest

from components.instance.admission import (
    Access,
    access_of,
    judge_claims,
    judge_headers,
    read_access,
)

NOW = 1_800_000_000.0
LISTED = Access("oidc", viewers=frozenset({"ann@sponsor.com", "@partner.org"}),
                groups=frozenset({"trial-viewers"}))  # fmt: skip
CLAIMS = {"email": "Ann@Sponsor.com", "exp": NOW + 60, "iat": NOW - 60}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "admitted"),
        ({"exp": NOW}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": "soon"}, "expired"),
        ({"iat": NOW - 13 * 3600}, "expired"),
        ({"email_verified": False}, "refused"),
        ({"email": "eve@sponsor.com"}, "refused"),
        ({"email": "bob@partner.org"}, "admitted"),
        ({"email": "bob@partner.org.evil.com"}, "refused"),
        ({"email": "bob@evilpartner.org"}, "refused"),
        ({"email": ""}, "refused"),
        ({"email": "eve@else.com", "groups": ["trial-viewers"]}, "admitted"),
        ({"email": "eve@else.com", "groups": "trial-viewers-2"}, "refused"),
    ],
)
def test_claims_are_held_against_the_servers_own_list(change, verdict):
    assert judge_claims(LISTED, CLAIMS | change, NOW) == verdict


def test_nobody_is_somebody():
    assert judge_claims(LISTED, {}, NOW) == "sign_in"


def test_an_empty_list_admits_nobody():
    assert judge_claims(Access("oidc"), CLAIMS, NOW) == "refused"


SECRET = "s" * 32
PROXY = read_access(
    f'mode = "proxy"\nsecret = "{SECRET}"\nviewers = ["Ann@Sponsor.com"]\ngroups = ["g"]'
)
TRUE = {"X-Outcomes-Proxy": SECRET, "X-Forwarded-Email": "ann@sponsor.com"}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "admitted"),
        ({"X-Outcomes-Proxy": "s" * 31}, "closed"),
        ({"X-Outcomes-Proxy": ""}, "closed"),
        ({"X-Forwarded-Email": "eve@sponsor.com"}, "refused"),
        ({"X-Forwarded-Email": "eve@else.com", "X-Forwarded-Groups": "a, g"}, "admitted"),
        ({"X-Forwarded-Email": "", "X-Forwarded-Groups": "g"}, "refused"),
    ],
)
def test_only_the_proxy_is_believed(change, verdict):
    assert judge_headers(PROXY, TRUE | change) == verdict


def test_a_header_from_anybody_admits_nobody():
    assert judge_headers(PROXY, {"X-Forwarded-Email": "ann@sponsor.com"}) == "closed"
    assert judge_headers(Access("proxy", viewers=frozenset({"ann@sponsor.com"})), TRUE) == "closed"


@pytest.mark.parametrize(
    "content", ['mode = "proxy"\nsecret = "short"', 'mod = "open"', 'mode = "all"', 'viewers = "@"']
)
def test_what_is_not_understood_is_refused(content):
    with pytest.raises((ValueError, TypeError)):
        read_access(content)


def test_a_file_that_is_not_there_closes(tmp_path):
    assert access_of(str(tmp_path / "none.toml")).mode == "closed"
    assert access_of("").mode == "closed"
