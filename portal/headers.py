"""Headers that every answer carries: of a page, a file, an error, and of gunicorn itself (`portal.worker`).

No app is needed to import this: gunicorn's worker class is loaded before Django.
"""

from portal import settings

# Nothing but the portal's own files: no other host, nothing inline.
PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Django's admin sets style attributes from its date picker and its autocomplete fields.
STAFF_POLICY = PUBLIC_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "img-src 'self'", "img-src 'self' data:"
)
# What the portal never asks a browser for. Only names that Chromium knows: it complains of others on its console.
UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
SECURITY_HEADERS = {
    "Content-Security-Policy": PUBLIC_POLICY,
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    # No other site may put our pages and files into its own.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
}
