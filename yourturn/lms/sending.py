"""Requests that are repeated where that is right, and never where it might do something twice.

An attempt ends in one of four ways: it worked; the platform said no (`RefusedError`); it asked
to come back later, having done nothing (`BusyError`); or nobody knows whether it was done
(`UnclearError`).
"""

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter

from yourturn.errors import PlatformError
from yourturn.lms.credentials import Secret

T = TypeVar("T")
_MAX_SHOWN = 300
_MAX_PAGES = 10_000


class RefusedError(PlatformError):
    """The platform said no, and will say no again; `status` is HTTP's."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class BusyError(PlatformError):
    """The platform did nothing and asks to come back, perhaps in so many seconds."""

    def __init__(self, message: str, after_s: float | None = None) -> None:
        super().__init__(message)
        self.after_s = after_s


class UnclearError(PlatformError):
    """The request went out, and nobody knows whether it was done."""


class ConflictError(UnclearError):
    """The platform has something as new already; perhaps it is what was sent."""


@dataclass(frozen=True)
class Patience:
    """How often and after which waits a request is tried; `pause` is how one waits.

    `job_s` is how long the platform may work on a request that it has taken.
    """

    attempts: int = 6
    wait_s: float = 1.0
    longest_s: float = 60.0
    pause: Callable[[float], None] = time.sleep
    job_s: float = 600.0

    def insist(self, attempt: Callable[[], T], done: Callable[[], T | None] | None = None) -> T:
        """Try until it works, the platform refuses or the attempts are used up.

        After an unclear attempt `done` looks whether it worked after all, before another one
        is made; without `done` the attempt must be harmless to repeat.
        """
        wait = self.wait_s
        for number in range(1, self.attempts + 1):
            asked = 0.0
            try:
                return attempt()
            except BusyError as error:
                failure: PlatformError = error
                asked = error.after_s or 0.0
            except UnclearError as error:
                failure = error
            if number < self.attempts or (done is not None and isinstance(failure, UnclearError)):
                # Everybody who was turned away must not come back in the same moment.
                self.pause(min(max(asked, wait * random.uniform(0.5, 1.0)), self.longest_s))
                wait = min(2 * wait, self.longest_s)
            if done is not None and isinstance(failure, UnclearError):
                result = done()
                if result is not None:
                    return result
        raise UnclearError(f"{failure} Tried {self.attempts} times.") from None


class _Timeout(HTTPAdapter):
    """Libraries above forget the timeout, and a platform that never answers would hold us."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        super().__init__()

    def send(self, request: Any, *args: Any, **keywords: Any) -> Any:
        keywords["timeout"] = keywords.get("timeout") or self._timeout_s
        return super().send(request, *args, **keywords)


def open_session(timeout_s: float, secrets: list[Secret]) -> requests.Session:
    """A session that sorts every answer; no redirect is followed and no .netrc is read."""
    session = requests.Session()
    adapter = _Timeout(timeout_s)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.auth = _keep
    session.hooks["response"] = [lambda response, **_: sort_answer(response, secrets)]
    return session


def sort_answer(response: requests.Response, secrets: list[Secret]) -> None:
    """Raise what an answer means; called for every one."""
    status = response.status_code
    if status < 300:
        return
    where = f"{response.request.method} {response.url.partition('?')[0]}"
    told = _told(response)
    for secret in secrets:
        told = secret.scrub(told)
    message = f"{where} answered {status}{f': {told}' if told else ''}."
    response.close()
    if response.is_redirect:
        raise RefusedError(f"{message} It has moved; correct the address.", status)
    limited = status == 403 and "rate limit" in told.casefold()
    if status == 429 or limited:
        raise BusyError(message, _retry_after(response))
    if status == 409:
        raise ConflictError(message)
    if status >= 500:
        raise UnclearError(message)
    raise RefusedError(message, status)


def answered(request: Callable[[], requests.Response]) -> requests.Response:
    """Make a request; what the network does to it becomes `UnclearError`."""
    try:
        return request()
    except requests.exceptions.SSLError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise RefusedError(f"The platform's certificate is not trusted: {error}.") from None
        raise UnclearError(f"The encrypted connection failed or was cut: {error}.") from None
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise RefusedError(f"The address is none: {error}.") from None
    except requests.exceptions.JSONDecodeError:
        raise RefusedError("The answer is not JSON; is the address right?") from None
    except requests.exceptions.RequestException as error:
        name = type(error).__name__
        raise UnclearError(f"The connection failed or was cut ({name}).") from None


def json_of(response: requests.Response) -> Any:
    """An answer's JSON."""
    try:
        return response.json()
    except requests.exceptions.JSONDecodeError:
        raise RefusedError(
            f"{response.url.partition('?')[0]} did not answer with JSON; is the address right?"
        ) from None


def pages(get: Callable[[str], requests.Response], url: str) -> Iterator[Any]:
    """Follow `Link: <...>; rel="next"` from page to page."""
    following: str | None = url
    for _ in range(_MAX_PAGES):
        if following is None:
            return
        response = get(following)
        yield json_of(response)
        following = response.links.get("next", {}).get("url")
    raise RefusedError(f"{url} has pages without end.")


def _keep(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the headers alone; without this, requests would look into .netrc."""
    return request


def _told(response: requests.Response) -> str:
    """What a platform says about an error, in one line."""
    try:
        body = response.json()
    except requests.exceptions.RequestException:
        return "" if "<" in response.text else " ".join(response.text.split())[:_MAX_SHOWN]
    if isinstance(body, dict):
        body = body.get("error_description") or body.get("errors") or body.get("message") or body
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text[:_MAX_SHOWN]


def _retry_after(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
