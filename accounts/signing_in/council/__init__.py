"""The Council's own sign-in, by OpenID Connect: Entra ID, Keycloak or any other provider that publishes its
settings."""
