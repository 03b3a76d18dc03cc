"""LTI 1.3 as a push's destination: Assignment and Grade Services 2.0, Names and Roles 2.0.

Sources: 1EdTech's *Security Framework 1.0* (the signed request for a token), *LTI Assignment and
Grade Services 2.0*, *LTI Names and Role Provisioning Services 2.0*.
"""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import jwt
import requests

from yourturn.errors import PlatformError
from yourturn.lms.cells import number
from yourturn.lms.credentials import Secret
from yourturn.lms.destination import Delivery, Remote, RemoteItem
from yourturn.lms.lti_key import key_id
from yourturn.lms.people import Person
from yourturn.lms.sending import (
    Patience,
    RefusedError,
    answered,
    json_of,
    open_session,
    pages,
)
from yourturn.lms.table import Item, Status

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPES = (
    f"{_AGS}lineitem",
    f"{_AGS}result.readonly",
    f"{_AGS}score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
_LEARNERS = ("Learner", "Student")
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_EARLY_S = 60  # a token is renewed so long before it ends


class LtiCourse:
    """One course on a platform that speaks LTI 1.3."""

    platform = "the platform"
    excuses = False
    tells_pending = True
    scales = True

    def __init__(
        self,
        *,
        client_id: str,
        token_url: str,
        audience: str,
        line_items_url: str,
        members_url: str,
        key: Secret,
        kid: str,
        patience: Patience,
        timeout_s: float,
    ) -> None:
        self.place = f"{line_items_url} as {client_id}"
        self._client_id = client_id
        self._token_url = token_url
        self._audience = audience or token_url
        self._line_items_url = line_items_url
        self._members_url = members_url
        self._key = key
        self._kid = kid or key_id(key)
        self._patience = patience
        self._secrets = [key]
        self._session = open_session(timeout_s, self._secrets)
        self._token = Secret("")
        self._ends = 0.0

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def people(self) -> list[Person]:
        """Active members with a learner's role."""
        people = []
        accept = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
        for page in self._pages(self._members_url, accept):
            for member in _listed(page, "members"):
                roles = [str(role) for role in member.get("roles", [])]
                if not any(role.endswith(_LEARNERS) for role in roles):
                    continue
                if member.get("status", "Active") != "Active":
                    continue
                first, last = member.get("given_name") or "", member.get("family_name") or ""
                if not first and not last:
                    first = member.get("name") or ""
                known = (member.get("lis_person_sourcedid"), member.get("ext_user_username"))
                ids = tuple(str(one) for one in known if one)
                email = member.get("email") or ""
                people.append(Person(str(member["user_id"]), ids, first, last, email))
        return people

    def items(self) -> list[RemoteItem]:
        """Line items, by label, by resource id and by address."""
        accept = "application/vnd.ims.lis.v2.lineitemcontainer+json"
        return [
            _item(found)
            for page in self._pages(self._line_items_url, accept)
            for found in _listed(page, "")
        ]

    def create(self, item: Item, title: str, maximum: float) -> RemoteItem:
        """Make a line item whose resource id is the assignment's name."""
        body = {"label": title, "scoreMaximum": maximum, "resourceId": item.name}
        kind = "application/vnd.ims.lis.v2.lineitem+json"

        def make() -> RemoteItem:
            answer = self._request("POST", self._line_items_url, kind, body=body)
            return _item(json_of(answer))

        def made() -> RemoteItem | None:
            return next((one for one in self.items() if title == one.names[0]), None)

        return self._patience.insist(make, made)

    def current(self, item: RemoteItem, maximum: float) -> Mapping[str, Remote]:
        """Every result, brought to our maximum."""
        accept = "application/vnd.ims.lis.v2.resultcontainer+json"
        found: dict[str, Remote] = {}
        for page in self._pages(_below(item.id, "results"), accept):
            for result in _listed(page, ""):
                score = result.get("resultScore")
                out_of = float(result.get("resultMaximum") or item.maximum or maximum)
                if score is not None and out_of:
                    score = float(score) * maximum / out_of
                found[str(result["userId"])] = Remote(score)
        return found

    def send(self, delivery: Delivery, at: str) -> None:
        """Post one score; a repeated attempt carries the same timestamp.

        A platform answers 409 when it has a score of that timestamp or a later one: perhaps
        our own, from an attempt whose answer was lost, which the caller looks up.
        """
        body: dict[str, Any] = {
            "userId": delivery.person.key,
            "timestamp": at,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        }
        if delivery.status is Status.PENDING:
            body["gradingProgress"] = "PendingManual"
        else:
            body["scoreGiven"] = float(number(delivery.score or 0.0))
            body["scoreMaximum"] = delivery.maximum
        if delivery.comment:
            body["comment"] = delivery.comment
        kind = "application/vnd.ims.lis.v1.score+json"
        self._request("POST", _below(delivery.remote_item.id, "scores"), kind, body=body)

    def _pages(self, url: str, accept: str) -> list[Any]:
        def get(address: str) -> requests.Response:
            if urlsplit(address)[:2] != urlsplit(url)[:2]:
                raise RefusedError(f"{url} continues on another host, {address}.")
            return self._patience.insist(lambda: self._request("GET", address, accept))

        return list(pages(get, url))

    def _request(
        self, method: str, url: str, kind: str, body: Mapping[str, Any] | None = None
    ) -> requests.Response:
        """One request with a token; one that has lost its validity is renewed once."""
        try:
            return self._with_token(method, url, kind, body)
        except RefusedError as error:
            if error.status != 401:
                raise
        self._ends = 0.0
        return self._with_token(method, url, kind, body)

    def _with_token(
        self, method: str, url: str, kind: str, body: Mapping[str, Any] | None
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._access_token().reveal()}"}
        headers["Accept" if body is None else "Content-Type"] = kind
        return answered(
            lambda: self._session.request(
                method, url, headers=headers, json=body if body is not None else None
            )
        )

    def _access_token(self) -> Secret:
        if time.monotonic() < self._ends:
            return self._token
        answer = self._patience.insist(self._ask_for_token)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not token:
            raise RefusedError(f"{self._token_url} answered without an access token.")
        granted = set(str(answer.get("scope", " ".join(SCOPES))).split())
        missing = [scope for scope in SCOPES if scope not in granted]
        if missing:
            raise RefusedError(
                f"The platform does not allow {', '.join(missing)}; its administrator must allow "
                "grades and members for this tool."
            )
        self._token = Secret(str(token))
        self._secrets[1:] = [self._token]
        self._ends = time.monotonic() + float(answer.get("expires_in", 3600)) - _EARLY_S
        return self._token

    def _ask_for_token(self) -> Any:
        now = int(time.time())
        claims = {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": self._audience,
            "iat": now,
            "exp": now + 300,
            "jti": uuid4().hex,
        }
        signed = jwt.encode(
            claims, self._key.reveal(), algorithm="RS256", headers={"kid": self._kid}
        )
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": signed,
            "scope": " ".join(SCOPES),
        }
        return json_of(answered(lambda: self._session.post(self._token_url, data=form)))


def _below(url: str, name: str) -> str:
    """`scores` or `results` of a line item, put before any query string."""
    scheme, host, path, query, _ = urlsplit(url)
    return urlunsplit((scheme, host, f"{path.rstrip('/')}/{name}", query, ""))


def _listed(page: Any, name: str) -> list[dict[str, Any]]:
    """The things on a page; anything else is a wrong address."""
    found = page.get(name) if name and isinstance(page, dict) else page
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise PlatformError("The platform answered something unexpected; is the address right?")
    return found


def _item(found: Mapping[str, Any]) -> RemoteItem:
    label, ident = str(found.get("label", "")), str(found["id"])
    names = label, *(str(found[key]) for key in ("resourceId", "tag") if found.get(key)), ident
    maximum = found.get("scoreMaximum")
    return RemoteItem(ident, names, None if maximum is None else float(maximum))
