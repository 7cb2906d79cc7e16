"""An agency's single sign-on by OpenID Connect: allauth's, with the signature of the token always checked."""

from __future__ import annotations

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

# Signatures with a key pair only: a shared secret would let every client sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]


class CheckedSignOn(OpenIDConnectOAuth2Adapter):
    """Checks signature, issuer, audience and time of an identity token, also of one fetched over TLS.

    OpenID Connect Core 1.0, 3.1.3.7, lets a client skip the signature there; one check more costs nothing.
    """

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return what a token says.

        Raises:
            OAuth2Error: it was signed by somebody else, for somebody else, or has ended.
        """
        try:
            told: dict[str, Any] = jwt.decode(
                id_token,
                key=self.key_of(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as problem:
            raise OAuth2Error("The identity token does not hold.") from problem
        return told

    def key_of(self, id_token: str) -> jwt.PyJWK:
        """Return the provider's key for a token; a provider with one key need not name it.

        Raises:
            PyJWTError: there is no such key.
        """
        with get_adapter().get_requests_session() as session:
            keys = jwt.PyJWKSet.from_dict(session.get(self.openid_config["jwks_uri"]).json()).keys
        name = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if name in (None, key.key_id)]
        if len(fitting) != 1:
            raise jwt.InvalidKeyError("no key of this name")
        return fitting[0]


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the agency's sign-on."""
    return at(OAuth2LoginView, request, provider_id)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the answer of the agency's sign-on."""
    return at(OAuth2CallbackView, request, provider_id)


def at(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """Run allauth's view for our provider; an unknown one is not found."""
    try:
        answer: HttpResponse = view.adapter_view(CheckedSignOn(request, provider_id))(request)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem
    return answer
