"""The Content-Security-Policy of every page: what a browser does there even if markup of a stranger should get through.

Scripts, styles and what they ask for come from the site's own files; nothing inline runs, nothing else is loaded, no
form sends anything elsewhere. The search is compiled code, which a browser wants to be allowed by name.
"""

from __future__ import annotations

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
    ]
)
