"""The Content-Security-Policy of every page: what a browser does even if untrusted markup gets into a page.

Scripts, styles and their requests come from the site's own files; nothing inline runs, nothing else is loaded, no form
sends anything elsewhere. The search is WebAssembly, which must be allowed explicitly.
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
